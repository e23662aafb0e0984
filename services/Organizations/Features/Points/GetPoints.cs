using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Points;

/// <summary>A person's points, each entry with the rule that gave it.</summary>
static class GetPoints
{
    public sealed record Entry(Guid Id, string Kind, int Points, int RuleVersion, Guid EventId, Guid SourceId, DateTimeOffset OccurredAt, string Reason, string ReasonEn);

    public sealed record Response(Guid PersonId, long Total, IReadOnlyList<Entry> Entries, string? Next);

    const string Visible = "select exists (select from people where id = @id)";
    const string Total = "select coalesce(sum(points), 0) from point_entries where person_id = @id";
    const string List =
        """
        select e.id, e.kind, e.points, e.rule_version, e.event_id, e.source_id, e.occurred_at, r.reason_zh as reason, r.reason_en
        from point_entries e join point_rules r on (r.kind, r.version) = (e.kind, e.rule_version)
        where e.person_id = @id and (@before::uuid is null or e.id < @before) order by e.id desc limit @Take
        """;

    public static async Task<IResult> Handle(Guid id, Paging paging, Session session, CancellationToken ct)
    {
        if (!await session.Find<bool>(Visible, new { id }, ct)) throw new ProblemException(PlatformProblems.NotFound);
        // Whoever may see the person sees all her points, also those she earned elsewhere: the total must be the sum of its entries.
        return await session.AsSystem(() => AnswerAsync(id, paging, session, ct), ct);
    }

    public static Task<IResult> HandleMine(Paging paging, Session session, CancellationToken ct) => AnswerAsync(session.Caller.Subject, paging, session, ct);

    static async Task<IResult> AnswerAsync(Guid id, Paging paging, Session session, CancellationToken ct)
    {
        var rows = await session.Query<Entry>(List, new { id, before = paging.After<Guid?>(), paging.Take }, ct);
        var page = paging.Of(rows, e => e.Id);
        session.Saw(id);
        return TypedResults.Ok(new Response(id, await session.Find<long>(Total, new { id }, ct), page.Items, page.Next));
    }
}

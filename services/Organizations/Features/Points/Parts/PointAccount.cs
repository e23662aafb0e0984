using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Points;

/// <summary>
/// A person's account: each entry with what it was for and the rule that gave it, those that gave nothing too.
/// </summary>
static class PointAccount
{
    /// <param name="PeriodTotal">What the rule had given in its period with this entry; only where it is
    /// capped.</param>
    /// <param name="Reverses">The entry it takes back.</param>
    public sealed record Entry(
        Guid Id,
        string Kind,
        int Points,
        int? RuleVersion,
        int? Cap,
        string? CapPeriod,
        int? PeriodTotal,
        Guid? EventId,
        Guid SourceId,
        Guid? Reverses,
        Guid? MeritId,
        DateTimeOffset OccurredAt,
        string Reason,
        string ReasonEn
    );

    public sealed record OfKind(string Kind, long Points, long Entries);

    /// <summary>What she earned where the caller sees nothing: part of the total, without lines of its own.</summary>
    public sealed record Unseen(long Points, long Entries);

    /// <param name="Total">All her points, wherever she earned them: those of the entries and those elsewhere.</param>
    /// <param name="ByKind">As the total.</param>
    /// <param name="Entries">Those the caller may see.</param>
    public sealed record Response(
        Guid PersonId,
        long Total,
        IReadOnlyList<OfKind> ByKind,
        Unseen Elsewhere,
        IReadOnlyList<Entry> Entries,
        string? Next
    );

    const string Totals = """
        select kind, sum(points) as points, count(*) as entries
        from point_entries
        where person_id = @id
        group by kind
        order by kind
        """;
    const string Seen =
        "select coalesce(sum(points), 0) as points, count(*) as entries from point_entries where person_id = @id";
    const string Page =
        PointRow.Source + " and (@before::uuid is null or e.id < @before) order by e.id desc limit @Take";

    public static async Task<Ok<Response>> AnswerAsync(Guid id, Paging paging, Session session, CancellationToken ct)
    {
        var page = paging.Of(
            await session.Query<PointRow>(
                Page,
                new
                {
                    id,
                    before = paging.After<Guid?>(),
                    paging.Take,
                },
                ct
            ),
            e => e.Id
        );
        var seen = (await session.Find<Unseen>(Seen, new { id }, ct))!;
        var kinds = await session.AsSystem(() => session.Query<OfKind>(Totals, new { id }, ct), ct);
        var (total, entries) = (kinds.Sum(k => k.Points), kinds.Sum(k => k.Entries));
        session.Saw(id);
        return TypedResults.Ok(
            new Response(
                id,
                total,
                kinds,
                new(total - seen.Points, entries - seen.Entries),
                [.. page.Items.Select(Explain)],
                page.Next
            )
        );
    }

    static Entry Explain(PointRow r)
    {
        var (zh, en) = r.Why();
        return new(
            r.Id,
            r.Kind,
            r.Points,
            r.RuleVersion,
            r.Cap,
            r.CapPeriod,
            r.PeriodTotal,
            r.EventId,
            r.SourceId,
            r.Reverses,
            r.MeritId,
            r.OccurredAt,
            zh,
            en
        );
    }
}

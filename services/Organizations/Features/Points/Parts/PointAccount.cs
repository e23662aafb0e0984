using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Points;

/// <summary>A person's account: the total of the points, and the newest entries.</summary>
static class PointAccount
{
    public sealed record OfKind([Code(nameof(CodeTables.PointKind))] string Kind, long Points, long Entries);

    /// <summary>Points of areas outside the caller's scope: part of the total, without lines.</summary>
    public sealed record Unseen(long Points, long Entries);

    /// <param name="Total">All points of the person, in every area.</param>
    /// <param name="ByKind">The total by kind.</param>
    /// <param name="Entries">Entries in the caller's scope, the latest record first.</param>
    /// <param name="Next">Cursor of earlier entries; null at the end.</param>
    public sealed record Response(
        Guid PersonId,
        long Total,
        IReadOnlyList<OfKind> ByKind,
        Unseen Elsewhere,
        IReadOnlyList<PersonPointEntries.Item> Entries,
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

    public static async Task<Ok<Response>> AnswerAsync(
        Guid id,
        string? cursor,
        int? limit,
        Session session,
        CancellationToken ct
    )
    {
        var entries = await PersonPointEntries.List.PageAsync(
            ListQuery.OfPage("-id", cursor, limit),
            session,
            new { id },
            ct
        );
        var seen = (await session.Find<Unseen>(Seen, new { id }, ct))!;
        var kinds = await session.AsSystem(() => session.Query<OfKind>(Totals, new { id }, ct), ct);
        var (total, count) = (kinds.Sum(k => k.Points), kinds.Sum(k => k.Entries));
        session.RecordAccess(id);
        return TypedResults.Ok(
            new Response(id, total, kinds, new(total - seen.Points, count - seen.Entries), entries.Items, entries.Next)
        );
    }
}

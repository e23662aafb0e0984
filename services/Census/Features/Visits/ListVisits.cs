using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Census.Features.Visits;

/// <summary>Diaries, the latest visit first; of one household or of all the caller may see.</summary>
static class ListVisits
{
    public sealed record Item(
        Guid Id,
        Guid HouseholdId,
        string Kind,
        DateTimeOffset VisitedAt,
        string? Diary,
        Guid VisitorId,
        DateTimeOffset RecordedAt,
        long Version
    ) : IVersioned;

    internal const string Select = """
        select v.id, v.version, v.household_id, v.kind, v.visited_at, v.diary, v.visitor_id, v.recorded_at
        from visits v
        """;

    const string OfHousehold =
        Select
        + " where v.household_id = @household and (v.visited_at, v.id) < (@At, @Id) "
        + "order by v.visited_at desc, v.id desc limit @Take";

    [EndpointSummary("民情日记 List visits")]
    public static async Task<Ok<Page<Item>>> Handle(
        Session session,
        Paging paging,
        CancellationToken ct,
        Guid? household = null
    )
    {
        var after = paging.After<Latest>() ?? Latest.First(session);
        var sql = household is not null
            ? OfHousehold
            : $"{Select} "
                + $"where v.id in ({await Latest.IdsAsync(session, "visits", "visited_at", "true", ct)}) "
                + "order by v.visited_at desc, v.id desc";
        var page = paging.Of(
            await session.Query<Row>(
                sql,
                new
                {
                    after.At,
                    after.Id,
                    household,
                    paging.Take,
                },
                ct
            ),
            v => new Latest(v.VisitedAt, v.Id)
        );
        await SawAsync(session, page.Items, ct);
        return TypedResults.Ok(new Page<Item>([.. page.Items.Select(v => v.View(session))], page.Next));
    }

    /// <summary>A diary tells of everybody in the household.</summary>
    internal static async Task SawAsync(Session session, IReadOnlyList<Row> visits, CancellationToken ct) =>
        session.Saw(
            await session.Query<Guid>(
                "select id from residents where household_id = any (@ids)",
                new { ids = visits.Select(v => v.HouseholdId).Distinct().ToArray() },
                ct
            )
        );

    internal sealed record Row(
        Guid Id,
        long Version,
        Guid HouseholdId,
        string Kind,
        DateTimeOffset VisitedAt,
        byte[] Diary,
        Guid VisitorId,
        DateTimeOffset RecordedAt
    )
    {
        public Item View(Session session) =>
            new(
                Id,
                HouseholdId,
                Kind,
                VisitedAt,
                session.Show(Diary, "visits", Id, "diary"),
                VisitorId,
                RecordedAt,
                Version
            );
    }
}

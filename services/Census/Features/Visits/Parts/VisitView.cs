using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Census.Features.Visits;

/// <summary>A visit as the register answers.</summary>
sealed record VisitView(
    Guid Id,
    Guid HouseholdId,
    string Kind,
    DateTimeOffset VisitedAt,
    string? Diary,
    Guid VisitorId,
    DateTimeOffset RecordedAt,
    long Version
) : IVersioned
{
    public const string Select = """
        select v.id, v.version, v.household_id, v.kind, v.visited_at, v.diary, v.visitor_id, v.recorded_at
        from visits v
        """;

    /// <summary>A diary tells of everybody in the household.</summary>
    public static async Task SawAsync(Session session, IReadOnlyList<Row> visits, CancellationToken ct) =>
        session.Saw(
            await session.Query<Guid>(
                "select id from residents where household_id = any (@ids)",
                new { ids = visits.Select(v => v.HouseholdId).Distinct().ToArray() },
                ct
            )
        );

    /// <summary>The columns of <see cref="Select"/>.</summary>
    public sealed record Row(
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
        public VisitView View(Session session) =>
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

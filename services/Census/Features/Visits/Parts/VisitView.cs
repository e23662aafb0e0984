using Census.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Census.Features.Visits;

/// <summary>A visit in answers.</summary>
sealed record VisitView(
    Guid Id,
    Guid HouseholdId,
    [Code(nameof(CodeTables.VisitKind))] string Kind,
    DateTimeOffset VisitedAt,
    string? Diary,
    Guid VisitorId,
    DateTimeOffset RecordedAt,
    long Version
) : IVersioned
{
    /// <summary>A diary concerns the whole household, so the audit names all its residents.</summary>
    public const string Select = """
        select v.id, v.version, v.household_id, v.kind, v.visited_at, v.diary, v.visitor_id, v.recorded_at,
            array(select r.id from residents r where r.household_id = v.household_id) as residents
        from visits v
        """;

    /// <summary>The columns of <see cref="Select"/>.</summary>
    public sealed record Row(
        Guid Id,
        long Version,
        Guid HouseholdId,
        string Kind,
        DateTimeOffset VisitedAt,
        byte[] Diary,
        Guid VisitorId,
        DateTimeOffset RecordedAt,
        Guid[] Residents
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

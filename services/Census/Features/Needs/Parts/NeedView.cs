using Census.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Census.Features.Needs;

/// <summary>A need in answers.</summary>
/// <param name="Outcome">Null until the need is closed.</param>
/// <param name="Timeline">Oldest first; empty in lists.</param>
sealed record NeedView(
    Guid Id,
    Guid ResidentId,
    Guid HouseholdId,
    Guid? VisitId,
    [Code(nameof(CodeTables.NeedKind))] string Kind,
    [Code(nameof(CodeTables.NeedState))] string State,
    [Code(nameof(CodeTables.NeedOutcome))] string? Outcome,
    IReadOnlyList<Hours.Span> Hours,
    IReadOnlyList<string> Skills,
    string? Note,
    Guid OpenedBy,
    DateTimeOffset OpenedAt,
    DateTimeOffset? ClosedAt,
    IReadOnlyList<NeedView.Fact> Timeline,
    long Version
) : IVersioned
{
    /// <summary>One line of the timeline.</summary>
    /// <param name="Reference">Id of the visit, enrolment, certificate or placement.</param>
    /// <param name="Detail">Course, outcome or number of months.</param>
    public sealed record Fact(DateTimeOffset At, string Event, Guid? Reference, string? Detail);

    public const string Select = """
        select n.id, n.version, n.resident_id, n.household_id, n.visit_id, n.kind, n.state, n.outcome,
            n.hours::text as hours, n.skills, n.note, n.opened_by, n.opened_at, n.closed_at
        from needs n
        """;

    /// <summary>A list of needs, the latest first.</summary>
    /// <param name="source"><see cref="Select"/> with a condition.</param>
    public static Listing<Row, NeedView> List(string source) =>
        // Plain: openedBy, visitId and closedAt have no index, and a province has millions of needs.
        Listing.Of<Row, NeedView>(
            "needs",
            source,
            (row, session) => Of(row, [], session),
            new("id", "编号") { Narrow = true },
            new("residentId", "人员编号") { Narrow = true },
            new("householdId", "家庭编号") { Narrow = true },
            new("visitId", "走访编号") { Plain = true },
            new("kind", "需求类别") { Table = CodeTables.NeedKind },
            new("state", "状态") { Table = CodeTables.NeedState },
            new("outcome", "结果") { Table = CodeTables.NeedOutcome },
            new("hours", "可工作时间") { Plain = true },
            new("skills", "技能") { Plain = true },
            new("note", "说明") { Plain = true },
            new("openedBy", "登记人编号") { Plain = true },
            new("openedAt", "登记时间"),
            new("closedAt", "办结时间") { Plain = true }
        ) with
        {
            Subject = row => row.ResidentId,
            DefaultSort = "-openedAt",
        };

    public static NeedView Of(Row row, IReadOnlyList<Fact> timeline, Session session) =>
        new(
            row.Id,
            row.ResidentId,
            row.HouseholdId,
            row.VisitId,
            row.Kind,
            row.State,
            row.Outcome,
            Domain.Hours.ToSpans(row.Hours),
            row.Skills,
            session.Show(row.Note, "needs", row.Id, "note"),
            row.OpenedBy,
            row.OpenedAt,
            row.ClosedAt,
            timeline,
            row.Version
        );

    /// <summary>The columns of <see cref="Select"/>.</summary>
    public sealed record Row(
        Guid Id,
        long Version,
        Guid ResidentId,
        Guid HouseholdId,
        Guid? VisitId,
        string Kind,
        string State,
        string? Outcome,
        string Hours,
        string[] Skills,
        byte[]? Note,
        Guid OpenedBy,
        DateTimeOffset OpenedAt,
        DateTimeOffset? ClosedAt
    );
}

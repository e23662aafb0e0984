using Census.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Census.Features.Needs;

/// <summary>A need as the register answers.</summary>
/// <param name="Outcome">employed, withdrawn or other once it is closed.</param>
/// <param name="Timeline">What happened, oldest first; empty in lists.</param>
sealed record NeedView(
    Guid Id,
    Guid ResidentId,
    Guid HouseholdId,
    Guid? VisitId,
    string Kind,
    string State,
    string? Outcome,
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
    /// <summary>One line of its history.</summary>
    /// <param name="Reference">The visit, enrolment, certificate or placement it is about.</param>
    /// <param name="Detail">Course, outcome or months.</param>
    public sealed record Fact(DateTimeOffset At, string Event, Guid? Reference, string? Detail);

    public const string Select = """
        select n.id, n.version, n.resident_id, n.household_id, n.visit_id, n.kind, n.state, n.outcome,
            n.hours::text as hours, n.skills, n.note, n.opened_by, n.opened_at, n.closed_at
        from needs n
        """;

    /// <summary>Makes the answer and notes whom it is about.</summary>
    public static NeedView Of(Row row, IReadOnlyList<Fact> timeline, Session session)
    {
        session.Saw(row.ResidentId);
        return new(
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
    }

    /// <summary>A page of a list: its statement has the columns of <see cref="Select"/>, the latest first.</summary>
    public static async Task<Page<NeedView>> PageAsync(
        Session session,
        Paging paging,
        string sql,
        object args,
        CancellationToken ct
    )
    {
        var page = paging.Of(await session.Query<Row>(sql, args, ct), n => new Latest(n.OpenedAt, n.Id));
        return new([.. page.Items.Select(n => Of(n, [], session))], page.Next);
    }

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

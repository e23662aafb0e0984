using System.Text.Json;
using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.Messaging;

namespace Organizations.Features.Reorganisations;

/// <summary>A reorganisation, in the table and in answers.</summary>
sealed record ReorganisationRow(
    Guid Id,
    string Kind,
    string State,
    string Request,
    string Report,
    long? TreeVersion,
    DateTimeOffset CreatedAt,
    DateTimeOffset? AppliedAt,
    DateTimeOffset? UndoneAt,
    long Version
)
{
    const string Find = """
        select id, kind, state, request, report, tree_version, created_at, applied_at, undone_at, version
        from reorganisations
        where id = @id
        for update
        """;

    /// <param name="UndoableUntil">Last moment of an undo; only while it is applied.</param>
    public sealed record Answer(
        Guid Id,
        [Code(nameof(CodeTables.ReorganisationKind))] string Kind,
        [Code(nameof(CodeTables.ReorganisationState))] string State,
        Request Request,
        Report.Numbers Counts,
        Report.Reach Gains,
        Report.Reach Losses,
        IReadOnlyList<Report.Warning> Warnings,
        DateTimeOffset CreatedAt,
        DateTimeOffset? AppliedAt,
        DateTimeOffset? UndoneAt,
        DateTimeOffset? UndoableUntil,
        long Version
    ) : IVersioned;

    /// <summary>Locks it, so that concurrent decisions run one after the other.</summary>
    /// <exception cref="ProblemException">PLT-0005: unknown, or of another area.</exception>
    public static async Task<ReorganisationRow> LockAsync(Guid id, Session session, CancellationToken ct) =>
        await session.Find<ReorganisationRow>(Find, new { id }, ct)
        ?? throw new ProblemException(PlatformProblems.NotFound);

    public Request Asked => JsonSerializer.Deserialize<Request>(Request, Wire.Json)!;

    public Report Reported => JsonSerializer.Deserialize<Report>(Report, Wire.Json)!;

    public Answer ToAnswer() =>
        new(
            Id,
            Kind,
            State,
            Asked,
            Reported.Counts,
            Reported.Gains,
            Reported.Losses,
            Reported.Warnings,
            CreatedAt,
            AppliedAt,
            UndoneAt,
            State == "applied" ? AppliedAt + Reorganisation.Undoable : null,
            Version
        );
}

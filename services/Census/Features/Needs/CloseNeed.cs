using Census.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Census.Features.Needs;

/// <summary>
/// Closes a need as withdrawn by the resident or for another stated reason. PlacementStarted closes it as employed.
/// </summary>
static class CloseNeed
{
    public sealed record Request(
        [Required, Code(nameof(CodeTables.OutcomeByHand))] string Outcome,
        [Lines, Longest(1_000), Example("随家人搬迁")] string? Note
    );

    public sealed record Response(
        Guid Id,
        [Code(nameof(CodeTables.NeedState))] string State,
        [Code(nameof(CodeTables.NeedOutcome))] string Outcome,
        long Version
    ) : IVersioned;

    const string Lock = "select id, state, resident_id, scope_key, opened_by from needs where id = @id for update";

    [EndpointSummary("办结需求 Close a need")]
    public static async Task<Ok<Response>> Handle(Guid id, Request request, Session session, CancellationToken ct)
    {
        var check = new Validation();
        check.That(request.Outcome != "other" || request.Note is not null, "/note", PlatformProblems.Required);
        check.ThrowIfInvalid();

        var need = await session.Find<Need>(Lock, new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        if (need.State == "closed")
            throw new ProblemException(Problems.NeedClosed);
        session.RecordAccess(need.ResidentId);
        NeedProgress.Close(
            session,
            need,
            request.Outcome,
            request.Note is null ? null : session.Sealer.Seal(request.Note, "needs", id, "closing_note")
        );
        var version = await session.Find<long>("select version from needs where id = @id", new { id }, ct);
        return TypedResults.Ok(new Response(id, "closed", request.Outcome, version));
    }
}

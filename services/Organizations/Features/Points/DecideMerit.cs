using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Points;

/// <summary>Approves or refuses proposed points; neither the proposer nor the recipient may decide.</summary>
static class DecideMerit
{
    /// <param name="Reason">Required for a refusal.</param>
    public sealed record Request(
        [Required] bool? Approve,
        [Lines, Longest(500), Example("材料齐全，情况属实")] string? Reason
    );

    const string Find = """
        select person_id, points, reason, earned_on, state, proposed_by, version from merits where id = @id for update
        """;
    const string Decide = """
        update merits
        set state = @state, decided_by = @by, decided_at = @Now, decision = @Reason, version = version + 1
        where id = @id
        """;
    const string Enter = """
        insert into point_entries (
            id, person_id, scope_key, kind, points, source_id, merit_id, occurred_at, note, entered_by
        )
        select @entry, person_id, scope_key, @kind, points, id, id, @at, reason, @by from merits where id = @id
        """;

    [EndpointSummary("审批积分 Approve or refuse proposed points")]
    public static async Task<Ok<MeritRow>> Handle(
        Guid id,
        Request request,
        IfMatch ifMatch,
        Session session,
        CancellationToken ct
    )
    {
        var approve = request.Approve!.Value;
        var check = new Validation();
        check.That(approve || request.Reason is not null, "/reason", PlatformProblems.Required);
        check.ThrowIfInvalid();
        var merit = await session.Find<Row>(Find, new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        ifMatch.Check(merit.Version);
        if (merit.State != "proposed")
            throw new ProblemException(Problems.MeritDecided);
        if (merit.ProposedBy == session.Caller.Subject || merit.PersonId == session.Caller.Subject)
            throw new ProblemException(Problems.OwnPoints);
        await session.Execute(
            Decide,
            new
            {
                id,
                state = approve ? "approved" : "refused",
                by = session.Caller.Subject,
                session.Now,
                request.Reason,
            },
            ct
        );
        if (approve)
            await session.Execute(
                Enter,
                new
                {
                    entry = Guid.CreateVersion7(session.Now),
                    id,
                    kind = PointKinds.Merit,
                    at = ChinaDay.Begin(merit.EarnedOn),
                    by = session.Caller.Subject,
                },
                ct
            );
        return await GetMerit.Handle(id, session, ct);
    }

    sealed record Row(
        Guid PersonId,
        int Points,
        string Reason,
        DateOnly EarnedOn,
        string State,
        Guid ProposedBy,
        long Version
    );
}

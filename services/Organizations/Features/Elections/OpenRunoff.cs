using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Elections;

/// <summary>Opens the runoff among the candidates tied at the last seat, for the remaining seats.</summary>
static class OpenRunoff
{
    public sealed record Request([Required] DateOnly? HeldOn);

    const string There = "select exists (select from elections where runoff_of = @id and state <> 'cancelled')";
    const string Tied =
        "select person_id from candidates where election_id = @id and outcome = 'tied' order by person_id";

    [EndpointSummary("重新投票 Open the runoff of a tie")]
    public static async Task<Created<OpenElection.Response>> Handle(
        Guid id,
        Request request,
        Session session,
        CancellationToken ct
    )
    {
        var ballot = await Ballot.HoldAsync(id, session, ct);
        if (ballot.State != "runoff" || await session.Find<bool>(There, new { id }, ct))
            throw new ProblemException(Problems.NoRunoff);
        var (check, held) = (new Validation(), request.HeldOn!.Value);
        check.That(held <= session.Today, "/heldOn", PlatformProblems.InFuture);
        check.That(held >= ballot.HeldOn && held < ballot.EndsOn, "/heldOn", PlatformProblems.OutOfRange);
        check.ThrowIfInvalid();
        var election = Guid.CreateVersion7(session.Now);
        var body = await ballot.MayStandAsync(session, ct);
        var tied = (await session.Query<Guid>(Tied, new { id }, ct)).Where(t => body?.Contains(t) != false).ToArray();
        if (tied.Length == 0)
            throw new ProblemException(Problems.NoRunoff);
        var opened = await session.Execute(
            ElectionRows.Insert,
            new
            {
                election,
                ballot.Key,
                ballot.OrganizationId,
                term = ballot.TermId,
                ballot.Post,
                Seats = ballot.SeatsLeft,
                majority = ballot.Majority,
                held,
                runoffOf = (Guid?)id,
            },
            ct
        );
        if (opened == 0)
            throw new ProblemException(Problems.ElectionOpen);
        await ballot.TouchAsync(session, ct);
        ElectionRows.AddCandidates(election, ballot.Key, tied, session);
        session.RecordAccess(tied);
        return TypedResults.Created($"/organizations/v1/elections/{election}", new OpenElection.Response(election));
    }
}

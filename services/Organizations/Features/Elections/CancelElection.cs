using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Elections;

/// <summary>
/// Cancels an open election with a reason, and its candidacies with it; its seats may be elected anew.
/// </summary>
static class CancelElection
{
    /// <param name="Reason">Why it is not held, up to 500 characters.</param>
    public sealed record Request([Lines] string? Reason);

    [EndpointSummary("取消选举 Cancel an open election with a reason (If-Match)")]
    public static async Task<Ok<GetElection.Response>> Handle(
        Guid id,
        Request request,
        IfMatch ifMatch,
        Session session,
        CancellationToken ct
    )
    {
        var check = new Validation();
        var reason = check.Text("/reason", request.Reason, 500);
        check.ThrowIfInvalid();
        var ballot = await Ballot.HoldAsync(id, session, ct);
        ballot.MustBeOpen();
        ifMatch.Check(ballot.Version);
        await Candidacies.CancelAsync(id, null, reason, session, ct);
        return await GetElection.Handle(id, session, ct);
    }
}

using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Elections;

/// <summary>Cancels an open election and its candidacies, with a reason; its seats may be elected anew.</summary>
static class CancelElection
{
    /// <param name="Reason">Reason of the cancellation.</param>
    public sealed record Request([Lines, Required, Longest(500), Example("候选人人数不足，改期选举")] string Reason);

    [EndpointSummary("取消选举 Cancel an open election with a reason (If-Match)")]
    public static async Task<Ok<GetElection.Response>> Handle(
        Guid id,
        Request request,
        IfMatch ifMatch,
        Session session,
        CancellationToken ct
    )
    {
        var ballot = await Ballot.HoldAsync(id, session, ct);
        ballot.MustBeOpen();
        ifMatch.Check(ballot.Version);
        await Candidacies.CancelAsync(id, null, request.Reason, session, ct);
        return await GetElection.Handle(id, session, ct);
    }
}

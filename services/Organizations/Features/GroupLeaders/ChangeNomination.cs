using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.GroupLeaders;

static class ChangeNomination
{
    /// <param name="Willing">Whether the person would lead the group.</param>
    public sealed record Request([Required] bool? Willing);

    const string SetWilling = "update nominations set willing = @Willing, version = version + 1 where id = @id";

    [EndpointSummary("本人意愿 Change the person's consent")]
    public static async Task<Ok<NominationRow>> Handle(
        Guid id,
        Request request,
        IfMatch ifMatch,
        Session session,
        CancellationToken ct
    )
    {
        var row = await NominationRow.HoldAsync(id, session, ct);
        ifMatch.Check(row.Version);
        if (row.EndedAt is not null)
            throw new ProblemException(Problems.NominationEnded);
        await session.Execute(SetWilling, new { id, request.Willing }, ct);
        return await GetNomination.Handle(id, session, ct);
    }
}

using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.GroupLeaders;

static class EndNomination
{
    const string End = "update nominations set ended_at = @Now, version = version + 1 where id = @id";

    [EndpointSummary("结束推荐 End a nomination")]
    public static async Task<Ok<NominationRow>> Handle(Guid id, IfMatch ifMatch, Session session, CancellationToken ct)
    {
        var row = await NominationRow.HoldAsync(id, session, ct);
        if (row.EndedAt is not null)
            throw new ProblemException(Problems.NominationEnded);
        ifMatch.Check(row.Version);
        await session.Execute(End, new { id, session.Now }, ct);
        return await GetNomination.Handle(id, session, ct);
    }
}

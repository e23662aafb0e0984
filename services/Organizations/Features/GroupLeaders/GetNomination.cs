using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.GroupLeaders;

static class GetNomination
{
    const string Find = $"{NominationRow.Source} where n.id = @id";

    [EndpointSummary("推荐 Nomination")]
    public static async Task<Ok<NominationRow>> Handle(Guid id, Session session, CancellationToken ct)
    {
        var row = await session.Find<NominationRow>(Find, new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        session.RecordAccess(row.PersonId);
        return TypedResults.Ok(row);
    }
}

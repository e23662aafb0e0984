using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.OneTenHundred;

static class GetModelWomanLink
{
    [EndpointSummary("结对带动 Link to a model woman")]
    public static async Task<Ok<ModelWomanLink>> Handle(Guid id, Session session, CancellationToken ct)
    {
        var link = await session.Find<ModelWomanLink>(ModelWomanLink.Find, new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        session.RecordAccess(link.MemberId, link.PersonId);
        return TypedResults.Ok(link);
    }
}

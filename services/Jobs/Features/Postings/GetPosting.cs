using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Jobs.Features.Postings;

static class GetPosting
{
    [EndpointSummary("岗位详情 One posting")]
    public static async Task<Ok<PostingView>> Handle(Guid id, Session session, CancellationToken ct)
    {
        var row = await session.Find<PostingView.Row>(PostingView.Select + " where id = @id", new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        return TypedResults.Ok(row.View());
    }
}

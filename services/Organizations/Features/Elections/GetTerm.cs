using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Elections;

static class GetTerm
{
    [EndpointSummary("届次 Term")]
    public static async Task<Ok<TermView>> Handle(Guid id, Session session, CancellationToken ct) =>
        TypedResults.Ok(
            await session.Find<TermView>(TermView.Source, new { id }, ct)
                ?? throw new ProblemException(PlatformProblems.NotFound)
        );
}

using Organizations.Features.Coverages;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.GroupLeaders;

/// <summary>The order of preference as a record, read by everybody who works with it.</summary>
static class GetLeaderRule
{
    /// <param name="asOf">The rule of that day; of today if it is not given.</param>
    [EndpointDescription(
        "As many micro-grids as possible have a leader of their women's group. Leaders come from the "
            + "sources in the rule's order; within one source who leads the coverage of the micro-grid is "
            + "first, then who answers for it, then who stands nearer, then the ties decide. A leader is a "
            + "willing woman within the age range. Who leads goes on; who gave a group up, or had it taken, is "
            + "not proposed before she is put forward anew. A woman who heads a grid is co-opted as executive "
            + "member."
    )]
    [EndpointSummary("小组长产生办法 The order of preference, of one day with asOf")]
    public static async Task<Ok<LeaderRuleRow>> Handle(DateOnly? asOf, Session session, CancellationToken ct) =>
        TypedResults.Ok(
            await LeaderRuleRow.FindAsync(Moment.Of(asOf, session), session, ct)
                ?? throw new ProblemException(PlatformProblems.NotFound)
        );
}

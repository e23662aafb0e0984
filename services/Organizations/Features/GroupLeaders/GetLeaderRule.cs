using Organizations.Features.Coverages;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.GroupLeaders;

/// <summary>The order of preference; every staff member may read it.</summary>
static class GetLeaderRule
{
    /// <param name="asOf">The day of the rule; today if not given.</param>
    [EndpointDescription(
        "As many micro-grids as possible have a leader of their women's group. Leaders come from the "
            + "sources in the rule's order; within one source the lead of the micro-grid's coverage is first, "
            + "then people who answer for it, then the nearest, then the ties decide. A leader is a willing "
            + "woman within the age range. A present leader stays; a person who gave a group up, or was "
            + "removed, is not proposed again without a new nomination. A woman who heads a grid is co-opted as "
            + "executive member."
    )]
    [EndpointSummary("小组长产生办法 The order of preference, of one day with asOf")]
    public static async Task<Ok<LeaderRuleRow>> Handle(DateOnly? asOf, Session session, CancellationToken ct) =>
        TypedResults.Ok(
            await LeaderRuleRow.FindAsync(Moment.Of(asOf, session), session, ct)
                ?? throw new ProblemException(PlatformProblems.NotFound)
        );
}

using Organizations.Domain;
using ServiceDefaults.Data;

namespace Organizations.Features.Appointments;

/// <summary>The limits of every post on a day, in words; a post without a rule has its minimum age only.</summary>
static class GetPostRule
{
    public sealed record Of(
        [Code(nameof(CodeTables.Post))] string Post,
        int? MostPerPlace,
        int? MostPerPerson,
        [Code(nameof(CodeTables.Post))] IReadOnlyList<string> ExcludesAnywhere,
        [Code(nameof(CodeTables.Post))] IReadOnlyList<string> ExcludesHere,
        int LeastAge,
        int? GreatestAge,
        RuleWords Words
    );

    public sealed record Response(DateOnly AsOf, IReadOnlyList<Of> Posts);

    /// <param name="asOf">The day of the rules; today if not given.</param>
    [EndpointDescription(
        "How many may hold a post at one place and one person at several, which posts exclude each "
            + "other, and the least and greatest age in years completed on the day on which it is taken up: 18 "
            + "at least, 14 for volunteers, unless a rule says otherwise. They apply to appointments, elections, "
            + "co-options, imports and the rule of concurrent posts."
    )]
    [EndpointSummary("任职规则 Post rules")]
    public static async Task<Ok<Response>> Handle(DateOnly? asOf, Session session, CancellationToken ct)
    {
        var day = asOf ?? session.Today;
        var rules = await PostChecks.RulesAsync(day, session, ct);
        return TypedResults.Ok(
            new Response(
                day,
                [
                    .. CodeTables.Post.Values.Select(post =>
                    {
                        var rule = rules.GetValueOrDefault(post);
                        return new Of(
                            post,
                            rule?.MostPerPlace,
                            rule?.MostPerPerson,
                            rule?.ExcludesAnywhere ?? [],
                            rule?.ExcludesHere ?? [],
                            rule?.LeastAge ?? PostAges.Least(post),
                            rule?.GreatestAge,
                            RuleWords.OfPost(post, rule)
                        );
                    }),
                ]
            )
        );
    }
}

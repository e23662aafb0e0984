using Organizations.Domain;

namespace Organizations.Features.Elections;

/// <summary>The rules of elections, in words and for each office.</summary>
static class GetElectionRule
{
    /// <param name="DrawnFrom">The body whose members may stand; null for members of the organization, or
    /// anybody.</param>
    /// <param name="VotedBy">The body that votes; null for a congress.</param>
    /// <param name="OnlyElected">Whether the office is filled by election only.</param>
    public sealed record Office(
        [Code(nameof(CodeTables.ElectedPost))] string Post,
        [Code(nameof(CodeTables.ElectedPost))] string? DrawnFrom,
        [Code(nameof(CodeTables.ElectedPost))] string? VotedBy,
        bool OnlyElected
    );

    public sealed record Response(IReadOnlyList<Office> Offices, RuleWords Words);

    [EndpointDescription(
        "Councils come out of the members, standing councils out of the council, presidents and vice "
            + "presidents out of the standing council, a federation's chairs out of its executive committee. "
            + "Most votes win, by default more than half of the ballots issued; a tie at the last seat needs a "
            + "runoff, never a lot. The same seats have one open election at a time; a candidate who dies, "
            + "withdraws or leaves the body is no longer a candidate; an election can be cancelled with a reason."
    )]
    [EndpointSummary("选举规则 Election rule in words")]
    public static Ok<Response> Handle() =>
        TypedResults.Ok(
            new Response(
                [
                    .. Election.Offices.Select(o => new Office(
                        o,
                        Election.DrawnFrom(o),
                        Election.VotedBy(o),
                        Election.OnlyElected.Contains(o)
                    )),
                ],
                RuleWords.OfElections()
            )
        );
}

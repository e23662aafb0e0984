using Organizations.Domain;

namespace Organizations.Features.Elections;

/// <summary>How elections are decided and who may stand, in words and office by office.</summary>
static class GetElectionRule
{
    /// <param name="DrawnFrom">The body whose members alone may stand; null where members or anybody may.</param>
    /// <param name="VotedBy">The body that votes; null where a congress does.</param>
    /// <param name="OnlyElected">Whether it comes by election alone.</param>
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
            + "withdraws or leaves the body stands no more; an election can be cancelled with a reason."
    )]
    [EndpointSummary("选举规则 In words")]
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

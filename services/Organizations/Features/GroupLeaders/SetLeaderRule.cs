using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.GroupLeaders;

/// <summary>Sets the order of preference as a new version, in force from now on.</summary>
static class SetLeaderRule
{
    /// <param name="Sources">The order of preference.</param>
    /// <param name="LeastAge">Completed years; 18 if not given.</param>
    /// <param name="GreatestAge">The same, not below LeastAge; 70 if not given.</param>
    public sealed record Request(
        [Required, Items(20), Distinct, Code(nameof(CodeTables.LeaderSource))] IReadOnlyList<string> Sources,
        [Items(20), Distinct, Code(nameof(CodeTables.LeaderTie))] IReadOnlyList<string>? Ties,
        [Between(1, 20)] int? GroupsAWoman,
        [Between(14, 100)] int? LeastAge,
        [Between(14, 120)] int? GreatestAge
    );

    const string Close = "update leader_rules set valid_to = @Now where version = @Number";
    const string Insert = """
        insert into leader_rules (version, sources, ties, groups_a_woman, least_age, greatest_age, valid_from)
        values (@number, @sources, @ties, @most, @least, @greatest, @Now)
        """;

    [EndpointSummary("修订产生办法 Add a version of the order of preference")]
    public static async Task<Ok<LeaderRuleRow>> Handle(
        Request request,
        IfMatch ifMatch,
        Session session,
        CancellationToken ct
    )
    {
        var check = new Validation();
        var ties = request.Ties ?? LeaderTie.All;
        var (least, greatest) = (request.LeastAge ?? 18, request.GreatestAge ?? 70);
        check.That(greatest >= least, "/greatestAge", PlatformProblems.OutOfRange);
        check.ThrowIfInvalid();
        await session.Execute("lock table leader_rules in share row exclusive mode", ct);
        var now = (await LeaderRuleRow.FindAsync(session.Now, session, ct))!;
        ifMatch.Check(now.Version);
        await session.Execute(Close, new { now.Number, session.Now }, ct);
        await session.Execute(
            Insert,
            new
            {
                number = now.Number + 1,
                sources = request.Sources.ToArray(),
                ties = ties.ToArray(),
                most = request.GroupsAWoman ?? 1,
                least,
                greatest,
                session.Now,
            },
            ct
        );
        return TypedResults.Ok(await LeaderRuleRow.FindAsync(session.Now, session, ct));
    }
}

using Organizations.Domain;
using Organizations.Features.Coverages;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.GroupLeaders;

/// <summary>
/// The order of preference as a record: read by everybody who works with it, changed by a new version.
/// </summary>
static class LeaderRules
{
    /// <param name="Sources">The order of preference.</param>
    /// <param name="LeastAge">Years completed, 14 to 100; 18 if it is not given.</param>
    /// <param name="GreatestAge">Likewise, from LeastAge to 120; 70 if it is not given.</param>
    public sealed record Request(
        IReadOnlyList<string?>? Sources,
        IReadOnlyList<string?>? Ties,
        int? GroupsAWoman,
        int? LeastAge,
        int? GreatestAge
    );

    public sealed record Response(
        int Number,
        string[] Sources,
        string[] Ties,
        int GroupsAWoman,
        int LeastAge,
        int GreatestAge,
        DateTimeOffset ValidFrom,
        DateTimeOffset? ValidTo,
        long Version
    ) : IVersioned
    {
        /// <summary>The rule of concurrent posts and of leaders in words, with these figures.</summary>
        public RuleWords Words => RuleWords.OfLeaders(new(Number, Sources, Ties, GroupsAWoman, LeastAge, GreatestAge));
    }

    const string At = """
        select version as number, sources, ties, groups_a_woman, least_age, greatest_age, valid_from, valid_to,
            version::bigint
        from leader_rules
        where valid_from <= @at and (valid_to is null or valid_to > @at) order by version desc limit 1
        """;
    const string Close = "update leader_rules set valid_to = @Now where version = @Number";
    const string Insert = """
        insert into leader_rules (version, sources, ties, groups_a_woman, least_age, greatest_age, valid_from)
        values (@number, @sources, @ties, @most, @least, @greatest, @Now)
        """;

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
    public static async Task<IResult> HandleGet(DateOnly? asOf, Session session, CancellationToken ct) =>
        TypedResults.Ok(
            await session.Find<Response>(At, new { at = Moment.Of(asOf, session) }, ct)
                ?? throw new ProblemException(PlatformProblems.NotFound)
        );

    [EndpointSummary("修订产生办法 A new version of the order of preference")]
    public static async Task<IResult> HandlePut(Request request, IfMatch ifMatch, Session session, CancellationToken ct)
    {
        var check = new Validation();
        var sources = Read(check, "/sources", request.Sources, LeaderSource.All);
        var ties = Read(check, "/ties", request.Ties ?? LeaderTie.All, LeaderTie.All);
        var most = request.GroupsAWoman ?? 1;
        var (least, greatest) = (request.LeastAge ?? 18, request.GreatestAge ?? 70);
        check.That(least is >= 14 and <= 100, "/leastAge", PlatformProblems.OutOfRange);
        check.That(greatest >= least && greatest <= 120, "/greatestAge", PlatformProblems.OutOfRange);
        check.That(sources.Length > 0, "/sources", PlatformProblems.Required);
        check.That(most is >= 1 and <= 20, "/groupsAWoman", PlatformProblems.OutOfRange);
        check.ThrowIfInvalid();
        await session.Execute("lock table leader_rules in share row exclusive mode", ct: ct);
        var now = (await session.Find<Response>(At, new { at = session.Now }, ct))!;
        ifMatch.Check(now.Version);
        await session.Execute(Close, new { now.Number, session.Now }, ct);
        await session.Execute(
            Insert,
            new
            {
                number = now.Number + 1,
                sources,
                ties,
                most,
                least,
                greatest,
                session.Now,
            },
            ct
        );
        return TypedResults.Ok(await session.Find<Response>(At, new { at = session.Now }, ct));
    }

    static string[] Read(Validation check, string pointer, IReadOnlyList<string?>? given, string[] known)
    {
        var list = given?.ToList() ?? [];
        for (var i = 0; i < list.Count; i++)
        {
            check.OneOf($"{pointer}/{i}", list[i], known);
            check.That(list.IndexOf(list[i]) == i, $"{pointer}/{i}", PlatformProblems.Duplicate);
        }
        return [.. list.Select(s => s ?? "")];
    }
}

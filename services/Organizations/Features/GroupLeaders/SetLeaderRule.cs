using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.Standards;

namespace Organizations.Features.GroupLeaders;

/// <summary>The order of preference changes by a new version, which holds from now on.</summary>
static class SetLeaderRule
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

    const string Close = "update leader_rules set valid_to = @Now where version = @Number";
    const string Insert = """
        insert into leader_rules (version, sources, ties, groups_a_woman, least_age, greatest_age, valid_from)
        values (@number, @sources, @ties, @most, @least, @greatest, @Now)
        """;

    [EndpointSummary("修订产生办法 A new version of the order of preference")]
    public static async Task<Ok<LeaderRuleRow>> Handle(
        Request request,
        IfMatch ifMatch,
        Session session,
        CancellationToken ct
    )
    {
        var check = new Validation();
        var sources = Read(check, "/sources", request.Sources, CodeTables.LeaderSource);
        var ties = Read(check, "/ties", request.Ties ?? LeaderTie.All, CodeTables.LeaderTie);
        var most = request.GroupsAWoman ?? 1;
        var (least, greatest) = (request.LeastAge ?? 18, request.GreatestAge ?? 70);
        check.That(least is >= 14 and <= 100, "/leastAge", PlatformProblems.OutOfRange);
        check.That(greatest >= least && greatest <= 120, "/greatestAge", PlatformProblems.OutOfRange);
        check.That(sources.Length > 0, "/sources", PlatformProblems.Required);
        check.That(most is >= 1 and <= 20, "/groupsAWoman", PlatformProblems.OutOfRange);
        check.ThrowIfInvalid();
        await session.Execute("lock table leader_rules in share row exclusive mode", ct: ct);
        var now = (await LeaderRuleRow.FindAsync(session.Now, session, ct))!;
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
        return TypedResults.Ok(await LeaderRuleRow.FindAsync(session.Now, session, ct));
    }

    static string[] Read(Validation check, string pointer, IReadOnlyList<string?>? given, CodeTable known)
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

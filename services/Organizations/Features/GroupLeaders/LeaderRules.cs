using Organizations.Domain;
using Organizations.Features.Coverages;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.GroupLeaders;

/// <summary>The order of preference as a record: read by everybody who works with it, changed by a new version.</summary>
static class LeaderRules
{
    /// <param name="Sources">The order of preference.</param>
    public sealed record Request(IReadOnlyList<string?>? Sources, IReadOnlyList<string?>? Ties, int? GroupsAWoman);

    public sealed record Response(
        int Number,
        string[] Sources,
        string[] Ties,
        int GroupsAWoman,
        DateTimeOffset ValidFrom,
        DateTimeOffset? ValidTo,
        long Version
    ) : IVersioned;

    const string At = """
        select version as number, sources, ties, groups_a_woman, valid_from, valid_to, version::bigint from leader_rules
        where valid_from <= @at and (valid_to is null or valid_to > @at) order by version desc limit 1
        """;
    const string Close = "update leader_rules set valid_to = @Now where version = @Number";
    const string Insert =
        "insert into leader_rules (version, sources, ties, groups_a_woman, valid_from) values (@number, @sources, @ties, @most, @Now)";

    /// <param name="asOf">The rule of that day; of today if it is not given.</param>
    public static async Task<IResult> HandleGet(DateOnly? asOf, Session session, CancellationToken ct) =>
        TypedResults.Ok(
            await session.Find<Response>(At, new { at = Moment.Of(asOf, session) }, ct)
                ?? throw new ProblemException(PlatformProblems.NotFound)
        );

    public static async Task<IResult> HandlePut(Request request, IfMatch ifMatch, Session session, CancellationToken ct)
    {
        var check = new Validation();
        var sources = Read(check, "/sources", request.Sources, LeaderSource.All);
        var ties = Read(check, "/ties", request.Ties ?? LeaderTie.All, LeaderTie.All);
        var most = request.GroupsAWoman ?? 1;
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

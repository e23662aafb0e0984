using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.GroupLeaders;

/// <summary>A version of the order of preference.</summary>
sealed record LeaderRuleRow(
    int Number,
    [Code(nameof(CodeTables.LeaderSource))] string[] Sources,
    [Code(nameof(CodeTables.LeaderTie))] string[] Ties,
    int GroupsAWoman,
    int LeastAge,
    int GreatestAge,
    DateTimeOffset ValidFrom,
    DateTimeOffset? ValidTo,
    long Version
) : IVersioned
{
    /// <summary>The rule in words, with its figures.</summary>
    public RuleWords Words => RuleWords.OfLeaders(new(Number, Sources, Ties, GroupsAWoman, LeastAge, GreatestAge));

    const string At = """
        select version as number, sources, ties, groups_a_woman, least_age, greatest_age, valid_from, valid_to,
            version::bigint
        from leader_rules
        where platform.in_force(valid_from, valid_to, @at) order by version desc limit 1
        """;

    /// <returns>The rule in force at a moment; null before the first one.</returns>
    public static Task<LeaderRuleRow?> FindAsync(DateTimeOffset at, Session session, CancellationToken ct) =>
        session.Find<LeaderRuleRow>(At, new { at }, ct);
}

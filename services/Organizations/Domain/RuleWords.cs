using Contracts.Organizations.V1;

namespace Organizations.Domain;

/// <summary>A rule in words for the people it concerns, with its present figures.</summary>
public sealed record RuleWords(string Zh, string En)
{
    /// <summary>
    /// The rule of concurrent posts (双向互兼), with the order of preference for leaders of women's groups.
    /// </summary>
    public static RuleWords OfLeaders(LeaderRule rule) =>
        new(
            $"每个微网格设一个妇女小组，尽可能使每组都有组长。人选依次为：{string.Join("、", rule.Sources.Select(CodeTables.LeaderSource.NameOf))}。"
                + "同一来源中，优先由该微网格的包联负责人担任，其次为包联该微网格者，再次按所在地远近；"
                + $"仍相同的，依次比较{string.Join("、", rule.Ties.Select(CodeTables.LeaderTie.NameOf))}。"
                + $"组长为年满 {rule.LeastAge} 周岁、不超过 {rule.GreatestAge} 周岁、本人愿意的妇女，一人至多任 {rule.GroupsAWoman} 个组的组长。"
                + "已任组长的继续担任；辞去或被免去组长的，重新自荐或推荐前不再列为人选。女网格长尚未担任执委的，增补为所在村（社区）妇联执委。",
            "Every micro-grid has a women's group, and as many groups as possible have a leader. Leaders "
                + "are found in this order: "
                + $"{string.Join(", ", rule.Sources.Select(s => s.Replace('-', ' ')))}. "
                + "Within one source, the lead of the micro-grid's coverage comes first, then people who "
                + "answer for it, then the nearest; "
                + $"a tie is decided by {string.Join(", then ", rule.Ties.Select(t => t.Replace('-', ' ')))}. "
                + $"A leader is a willing woman of {rule.LeastAge} to {rule.GreatestAge} years and leads "
                + $"{rule.GroupsAWoman} at most. "
                + "A present leader stays; a person who gave a group up, or was removed, is not proposed again "
                + "without a new nomination. A woman who heads a grid and is no executive member yet is "
                + "co-opted by the federation of the village."
        );

    /// <summary>Who may stand in an election, who votes, and how it is decided.</summary>
    public static RuleWords OfElections() =>
        new(
            string.Concat(
                Election.Offices.Select(o => $"{Name(o)}由{Body(Election.VotedBy(o), "代表大会")}选举，人选{From(o)}；")
            )
                + "名誉会长由邀请产生。得票多者当选；除另有规定外须超过所发选票的半数。末位得票相同的，由相同得票者重新投票决定，不抽签。"
                + "同一名额同时只进行一次选举。候选人去世、自愿退出或不再是该机构成员的，不再参选；选举可以取消，须说明理由。当选者任至届满。",
            string.Concat(
                Election.Offices.Select(o =>
                    $"The {o.Replace('-', ' ')} is elected by "
                    + $"{EnBody(Election.VotedBy(o), "a congress")}, {EnFrom(o)}; "
                )
            )
                + "an honorary president is invited. Most votes win; more than half of the ballots issued "
                + "are needed unless the election says otherwise. A tie at the last seat is decided by a "
                + "runoff among those tied, never by lot. "
                + "The same seats have one open election at a time. A candidate who dies, withdraws or "
                + "leaves the body is no longer a candidate; an election can be cancelled with a reason. The elected "
                + "serve to the end of the term."
        );

    /// <summary>How the levels of a campaign select.</summary>
    public static RuleWords OfCampaigns() =>
        new(
            "家庭在活动的最低一级参加。每一级只从下一级已结束评选的入选家庭中选出，"
                + "名额为规定的数目，或候选家庭的规定比例（舍去小数，有候选家庭的至少一户）。下级荣誉已被撤销的家庭，不得入选或授予上级荣誉。一级评选结束后授予称号，不再更改；荣誉可以撤销。",
            "Households take part at the lowest level of a campaign. Each level selects from the "
                + "ended selection of the level below, "
                + "as many as its quota, or its share of the candidates (rounded down, at least one if there "
                + "are candidates). A household whose title below was revoked is neither "
                + "selected nor given a title above. The end of a selection awards its titles and is "
                + "final; an honour can be revoked."
        );

    /// <summary>The limits of one post.</summary>
    /// <param name="rule">Null if only the minimum age applies.</param>
    public static RuleWords OfPost(string post, PostRule? rule)
    {
        List<string> zh = [$"年满 {rule?.LeastAge ?? PostAges.Least(post)} 周岁"];
        List<string> en = [$"its holder is {rule?.LeastAge ?? PostAges.Least(post)} years old at least"];
        if (rule?.GreatestAge is { } greatest)
        {
            zh.Add($"不超过 {greatest} 周岁");
            en.Add($"and {greatest} at most");
        }
        if (Posts.OfWomen.Contains(post))
        {
            zh.Add("由妇女担任");
            en.Add("a woman");
        }
        if (rule?.MostPerPlace is { } place)
        {
            zh.Add($"每处至多 {place} 人");
            en.Add($"{place} hold it at one place at most");
        }
        if (rule?.MostPerPerson is { } times)
        {
            zh.Add($"每人至多在 {times} 处担任");
            en.Add($"one person holds it at {times} places at most");
        }
        if (rule?.ExcludesAnywhere is { Length: > 0 } anywhere)
        {
            zh.Add($"不得同时担任{string.Join("、", anywhere.Select(Name))}");
            en.Add($"not together with {string.Join(", ", anywhere)}");
        }
        if (rule?.ExcludesHere is { Length: > 0 } here)
        {
            zh.Add($"不得在同一处同时担任{string.Join("、", here.Select(Name))}");
            en.Add($"not at the same place together with {string.Join(", ", here)}");
        }
        return new($"{Name(post)}：{string.Join("；", zh)}。", $"{post}: {string.Join("; ", en)}.");
    }

    static string Name(string post) => CodeTables.Post.NameOf(post) ?? post;

    static string Body(string? post, string otherwise) => post is null ? otherwise : "全体" + Name(post);

    static string From(string post) =>
        Election.DrawnFrom(post) is { } body ? $"从{Name(body)}中产生"
        : post == Post.CouncilMember ? "从会员中产生"
        : "不限";

    static string EnBody(string? post, string otherwise) =>
        post is null ? otherwise : $"all holders of {post.Replace('-', ' ')}";

    static string EnFrom(string post) =>
        Election.DrawnFrom(post) is { } body ? $"from among holders of {body.Replace('-', ' ')}"
        : post == Post.CouncilMember ? "from among the members"
        : "from anybody";
}

using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Points;

/// <summary>All versions of all rules, or those in force on a day.</summary>
static class ListPointRules
{
    public sealed record Item(
        Guid Id,
        [Code(nameof(CodeTables.EventKind))] string Kind,
        int RuleVersion,
        int Points,
        int? Cap,
        [Code(nameof(CodeTables.Period))] string? CapPeriod,
        string ReasonZh,
        string ReasonEn,
        DateTimeOffset ValidFrom,
        LastDay? ValidTo
    );

    static readonly string LastDayOf = LastDay.Sql("valid_to");
    static readonly string Source = $"""
        select md5(kind || version)::uuid as id, kind, version as rule_version, points, cap, cap_period, reason_zh,
            reason_en, valid_from, {LastDayOf} as valid_to
        from point_rules
        where @at::timestamptz is null or platform.in_force(valid_from, valid_to, @at)
        """;

    static readonly Listing<Item, Item> List = Listing.Of<Item>(
        "point-rules",
        Source,
        new("kind", "事项") { Table = CodeTables.EventKind },
        new("ruleVersion", "版本"),
        new("points", "积分"),
        new("cap", "上限"),
        new("capPeriod", "上限周期") { Table = CodeTables.Period },
        new("reasonZh", "说明") { Search = true },
        new("reasonEn", "英文说明"),
        new("validFrom", "生效"),
        new("validTo", "失效")
    ) with
    {
        DefaultSort = "kind",
    };

    /// <param name="asOf">Only versions in force at the end of this day in China.</param>
    [EndpointSummary("积分规则 Point rules, all versions or those in force (asOf)")]
    public static Task<ListAnswer<Item>> Handle(
        DateOnly? asOf,
        ListQuery query,
        Session session,
        CancellationToken ct
    ) =>
        List.AnswerAsync(
            query,
            session,
            new { at = asOf is { } day ? ChinaDay.Begin(day.AddDays(1)).AddTicks(-10) : (DateTimeOffset?)null },
            ct
        );
}

using Organizations.Domain;
using ServiceDefaults.Http;

namespace Organizations.Features.Points;

/// <summary>
/// A person's entries in the caller's scope, each with its cause and its rule, also those without points: a list of
/// their own, and the lines of the person's account.
/// </summary>
static class PersonPointEntries
{
    /// <param name="PeriodTotal">The rule's points in its period up to this entry; null without a cap.</param>
    /// <param name="Reverses">The entry that this one reverses.</param>
    public sealed record Item(
        Guid Id,
        [Code(nameof(CodeTables.PointKind))] string Kind,
        int Points,
        int? RuleVersion,
        int? Cap,
        [Code(nameof(CodeTables.Period))] string? CapPeriod,
        int? PeriodTotal,
        Guid? EventId,
        Guid SourceId,
        Guid? Reverses,
        Guid? MeritId,
        DateTimeOffset OccurredAt,
        string Reason,
        string ReasonEn
    );

    public static readonly Listing<PointRow, Item> List = Listing.Of<PointRow, Item>(
        "points",
        PointRow.Source,
        (row, _) => ItemOf(row),
        new("occurredAt", "时间"),
        new("kind", "事项") { Table = CodeTables.PointKind },
        new("points", "积分"),
        new("ruleVersion", "规则版本"),
        new("cap", "上限"),
        new("capPeriod", "上限周期") { Table = CodeTables.Period },
        new("periodTotal", "周期累计"),
        new("reason", "说明") { Plain = true },
        new("reasonEn", "英文说明") { Plain = true },
        new("reverses", "冲销"),
        new("sourceId", "来源记录"),
        new("id", "编号")
    ) with
    {
        DefaultSort = "-occurredAt",
    };

    static Item ItemOf(PointRow r)
    {
        var (zh, en) = r.Why();
        return new(
            r.Id,
            r.Kind,
            r.Points,
            r.RuleVersion,
            r.Cap,
            r.CapPeriod,
            r.PeriodTotal,
            r.EventId,
            r.SourceId,
            r.Reverses,
            r.MeritId,
            r.OccurredAt,
            zh,
            en
        );
    }
}

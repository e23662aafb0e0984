using Organizations.Domain;

namespace Organizations.Features.Points;

/// <summary>An entry of an account with its rule.</summary>
sealed record PointRow(
    Guid Id,
    string Kind,
    int Points,
    int? RuleVersion,
    int? PeriodTotal,
    int? PeriodEarlier,
    Guid? EventId,
    Guid SourceId,
    Guid? Reverses,
    Guid? MeritId,
    DateTimeOffset OccurredAt,
    string? Note,
    string? ReasonZh,
    string? ReasonEn,
    int? FullPoints,
    int? Cap,
    string? CapPeriod
)
{
    public const string Source = """
        select e.id, e.kind, e.points, e.rule_version, e.period_total, e.period_earlier, e.event_id, e.source_id,
            e.reverses, e.merit_id, e.occurred_at, e.note, r.reason_zh, r.reason_en, r.points as full_points,
            r.cap, r.cap_period
        from point_entries e left join point_rules r on (r.kind, r.version) = (e.kind, e.rule_version)
        where e.person_id = @id
        """;

    /// <summary>The cause of the entry, and the points above the cap.</summary>
    public (string Zh, string En) Why()
    {
        if (Reverses is not null)
            return ($"冲销：{Note}", $"Reversed: {Note}");
        if (MeritId is not null)
            return (Note!, Note!);
        if (RuleVersion is null)
            return ("当时没有积分规则", "No rule was in force");
        if (PeriodTotal is not { } total || Points == FullPoints)
            return (ReasonZh!, ReasonEn!);
        var (zh, en) = PointKinds.Say(CapPeriod!);
        var (zhOf, enOf) = PeriodEarlier is > 0 and var earlier
            ? ($"，其中 {earlier} 分由此前版本的规则所给", $", {earlier} of it given by earlier versions of the rule")
            : ("", "");
        return ($"{ReasonZh}；{zh}已达上限 {total}/{Cap}{zhOf}", $"{ReasonEn}; cap reached {total}/{Cap} {en}{enOf}");
    }
}

using ServiceDefaults.Standards;

namespace Organizations.Domain;

public static partial class CodeTables
{
    public static readonly CodeTable StudioLevel = new(
        "studio-level",
        null,
        [new("model", "示范", "model"), new("city", "市级", "city"), new("province", "省级", "province")]
    );

    public static readonly CodeTable StudioRole = new(
        "studio-role",
        null,
        [new("leader", "领办人", "leader"), new("member", "成员", "member")]
    );

    /// <summary>
    /// Measures of a standard: counts, a share from 0 to 100, yuan, or whole years since the foundation.
    /// </summary>
    public static readonly CodeTable Criterion = new(
        "criterion",
        null,
        [
            new("members", "成员数", "members"),
            new("women", "女性成员数", "women"),
            new("women-share", "女性占比（%）", "share of women (%)"),
            new("results", "成果转化数", "results"),
            new("results-value", "成果转化金额（元）", "value of results (yuan)"),
            new("apprenticeships", "师徒结对数", "apprenticeships"),
            new("promotions", "技能晋级人数", "promotions"),
            new("years", "成立年数", "years since it was founded"),
        ]
    );

    /// <summary>From the lowest to the highest.</summary>
    public static readonly CodeTable SkillGrade = new(
        "skill-grade",
        null,
        [
            new("junior-worker", "初级工", "junior worker"),
            new("intermediate-worker", "中级工", "intermediate worker"),
            new("senior-worker", "高级工", "senior worker"),
            new("technician", "技师", "technician"),
            new("senior-technician", "高级技师", "senior technician"),
        ]
    );

    public static readonly CodeTable ApprenticeshipOutcome = new(
        "apprenticeship-outcome",
        null,
        [
            new("qualified", "出师", "qualified"),
            new("promoted", "晋升", "promoted"),
            new("left", "离开", "left"),
            new("dissolved", "解除", "dissolved"),
        ]
    );

    public static readonly CodeTable SelectionState = new(
        "selection-state",
        null,
        [new("open", "评选中", "open"), new("decided", "已评定", "decided"), new("published", "已公布", "published")]
    );
}

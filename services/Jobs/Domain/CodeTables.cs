using ServiceDefaults.Data;
using ServiceDefaults.Standards;

namespace Jobs.Domain;

/// <summary>The closed lists of codes of this service. Skills are a table of the database.</summary>
public static class CodeTables
{
    public static readonly CodeTable PostingState = new(
        "posting-state",
        null,
        [new("open", "招聘中", "open"), new("filled", "已招满", "filled"), new("closed", "已关闭", "closed")]
    );

    public static readonly CodeTable MatchReason = new(
        "match-reason",
        null,
        [
            new("hours", "工作时间", "working hours"),
            new("place", "地点", "place"),
            new("skill", "技能", "skill"),
            new("certificate", "证书", "certificate"),
            new("wage", "薪酬", "wage"),
        ]
    );

    public static readonly CodeTable ReferralState = new(
        "referral-state",
        null,
        [
            new("sent", "已推荐", "sent"),
            new("withdrawn", "已撤回", "withdrawn"),
            new("refused", "未录用", "refused"),
            new("hired", "已录用", "hired"),
        ]
    );

    /// <summary>Why a referral ended without a hire, stated by a person or set by the service.</summary>
    public static readonly CodeTable ReferralReason = new(
        "referral-reason",
        null,
        [
            new("hours", "工作时间不合适", "working hours do not suit"),
            new("skills", "技能不符", "skills do not suit"),
            new("place", "地点不合适", "place does not suit"),
            new("wage", "薪酬不合适", "wage does not suit"),
            new("health", "健康原因", "health"),
            new("declined-by-candidate", "本人不愿意", "declined by the candidate"),
            new("no-show", "未到场", "did not appear"),
            new("no-answer", "联系不上", "could not be reached"),
            new("entered-in-error", "录入错误", "entered in error"),
            new("posting-filled", "岗位已招满", "posting filled"),
            new("posting-closed", "岗位已关闭", "posting closed"),
            new("hired-elsewhere", "已在其他单位就业", "hired elsewhere"),
            new("consent-withdrawn", "本人撤回授权", "consent withdrawn"),
            new("need-closed", "需求已办结", "need closed"),
            new("other", "其他", "other"),
        ]
    );

    /// <summary>Reasons for a refusal by the employer.</summary>
    public static readonly CodeTable RefusalReason = ReferralReason.Only(
        "refusal-reason",
        "hours",
        "skills",
        "place",
        "wage",
        "health",
        "declined-by-candidate",
        "no-show",
        "other"
    );

    /// <summary>Reasons for a withdrawal by the officer or the candidate.</summary>
    public static readonly CodeTable WithdrawalReason = ReferralReason.Only(
        "withdrawal-reason",
        "declined-by-candidate",
        "no-answer",
        "entered-in-error",
        "other"
    );

    public static readonly CodeTable PlacementState = new(
        "placement-state",
        null,
        [new("employed", "在职", "employed"), new("ended", "已离职", "ended")]
    );

    /// <summary>States of the checks after 3, 6 and 12 months.</summary>
    public static readonly CodeTable CheckState = new(
        "check-state",
        null,
        [
            new("planned", "未到期", "planned"),
            new("due", "待回访", "due"),
            new("retained", "在岗", "retained"),
            new("left", "已离岗", "left"),
            new("dropped", "无需回访", "dropped"),
        ]
    );

    /// <summary>Values of the filter ?checks= of the list of placements.</summary>
    public static readonly CodeTable ListedCheckState = CheckState.Only("listed-check-state", "due");

    public static IReadOnlyList<CodeTable> All => [.. CodeTable.DeclaredBy(typeof(CodeTables)), ChangeLog.Kinds];
}

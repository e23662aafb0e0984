using ServiceDefaults.Standards;

namespace Organizations.Domain;

public static partial class CodeTables
{
    public static readonly CodeTable PointKind = new(
        "point-kind",
        null,
        [
            new("visit-recorded", "走访家庭", "visit recorded"),
            new("household-registered", "登记家庭", "household registered"),
            new("need-opened", "登记需求", "need opened"),
            new("need-closed-employed", "帮助就业", "need closed by employment"),
            new("certificate-issued", "帮助取得证书", "certificate issued"),
            new("placement-started", "推荐上岗", "placement started"),
            new("placement-retained", "稳定在岗", "placement retained"),
            new("merit", "其他贡献", "merit"),
        ]
    );

    /// <summary>Events of other services that earn points; each has its rules.</summary>
    public static readonly CodeTable EventKind = PointKind.Only(
        "point-event-kind",
        PointKind.Values.Where(k => k != PointKinds.Merit)
    );

    /// <summary>Periods of caps and sums; a week begins on Monday.</summary>
    public static readonly CodeTable Period = new(
        "period",
        null,
        [
            new("day", "日", "day"),
            new("week", "周", "week"),
            new("month", "月", "month"),
            new("quarter", "季度", "quarter"),
            new("year", "年", "year"),
        ]
    );

    public static readonly CodeTable MeritState = new(
        "merit-state",
        null,
        [
            new("proposed", "待审批", "proposed"),
            new("approved", "已批准", "approved"),
            new("refused", "未批准", "refused"),
        ]
    );

    public static readonly CodeTable AppraisalState = new(
        "appraisal-state",
        null,
        [new("preview", "预览", "preview"), new("published", "已公布", "published")]
    );

    public static readonly CodeTable AppraisalResult = new(
        "appraisal-result",
        null,
        [
            new("selected", "入选", "selected"),
            new("not-selected", "未入选", "not selected"),
            new("added-on-appeal", "申诉后增选", "added on appeal"),
        ]
    );

    public static readonly CodeTable AppealState = new(
        "appeal-state",
        null,
        [new("filed", "待处理", "filed"), new("upheld", "申诉成立", "upheld"), new("rejected", "已驳回", "rejected")]
    );

    public static readonly CodeTable HonourCategory = new(
        "honour-category",
        null,
        [
            new("model", "先进典型", "model"),
            new("campaign", "评选活动", "campaign"),
            new("appraisal", "年度考核", "appraisal"),
            new("other", "其他", "other"),
        ]
    );

    /// <summary>Honours that a federation awards without a campaign or appraisal.</summary>
    public static readonly CodeTable AwardedCategory = HonourCategory.Only("awarded-category", "model", "other");
}

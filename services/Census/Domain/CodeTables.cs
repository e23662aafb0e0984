using ServiceDefaults.Data;
using ServiceDefaults.Standards;

namespace Census.Domain;

/// <summary>The code tables of Census, and those national ones that its forms use.</summary>
public static class CodeTables
{
    public static readonly CodeTable Category = new(
        "category",
        null,
        [
            new("left-behind-woman", "留守妇女", "left-behind woman"),
            new("left-behind-child", "留守儿童", "left-behind child"),
            new("disabled", "残疾", "disabled"),
            new("critically-ill", "重病", "critically ill"),
            new("single-parent", "单亲", "single parent"),
            new("elderly-without-family", "孤寡老人", "elderly without family"),
            new("elderly-living-alone", "独居老人", "elderly living alone"),
            new("child-in-hardship", "困境儿童", "child in hardship"),
            new("minimum-living-allowance", "低保", "minimum living allowance"),
            new("jobless", "失业", "jobless"),
            new("migrant-woman", "进城务工女性", "migrant woman"),
            new("migrant-child", "流动儿童", "migrant child"),
        ]
    );

    public static readonly CodeTable HouseholdType = new(
        "household-type",
        null,
        [new("family", "家庭户", "family household"), new("collective", "集体户", "collective household")]
    );

    public static readonly CodeTable Employment = new(
        "employment",
        null,
        [
            new("employed", "在业", "employed"),
            new("jobless", "失业", "jobless"),
            new("student", "在校", "student"),
            new("retired", "退休", "retired"),
            new("other", "其他", "other"),
        ]
    );

    public static readonly CodeTable VisitKind = new(
        "visit-kind",
        null,
        [new("visit", "入户走访", "home visit"), new("call", "电话", "telephone call"), new("chat", "网络交流", "chat")]
    );

    public static readonly CodeTable NeedKind = new("need-kind", null, [new("work", "就业", "work")]);

    public static readonly CodeTable NeedState = new(
        "need-state",
        null,
        [
            new("open", "待帮扶", "open"),
            new("in-training", "培训中", "in training"),
            new("trained", "已结业", "trained"),
            new("closed", "已办结", "closed"),
        ]
    );

    public static readonly CodeTable NeedOutcome = new(
        "need-outcome",
        null,
        [
            new("employed", "已就业", "employed"),
            new("withdrawn", "本人撤回", "withdrawn"),
            new("other", "其他", "other"),
        ]
    );

    /// <summary>Outcomes of a need closed by an officer; only PlacementStarted closes it as employed.</summary>
    public static readonly CodeTable OutcomeByHand = NeedOutcome.Only("need-outcome-by-hand", "withdrawn", "other");

    public static readonly CodeTable DisclosedField = new(
        "disclosed-field",
        null,
        [new("citizen-id", "公民身份号码", "citizen id"), new("telephone", "电话", "telephone")]
    );

    public static IReadOnlyList<CodeTable> All =>
        [
            NationalCodes.Sex,
            NationalCodes.MaritalStatus,
            NationalCodes.Kinship,
            NationalCodes.Education,
            NationalCodes.Ethnicity,
            .. CodeTable.DeclaredBy(typeof(CodeTables)),
            ChangeLog.Kinds,
        ];
}

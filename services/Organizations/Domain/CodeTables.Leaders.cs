using ServiceDefaults.Standards;

namespace Organizations.Domain;

public static partial class CodeTables
{
    /// <summary>In the usual order of preference.</summary>
    public static readonly CodeTable LeaderSource = new(
        "leader-source",
        null,
        [
            new("grid-head", "女网格长", "grid head"),
            new("grid-member", "女网格员", "grid member"),
            new("grid-executive", "在网格任职或包联的执委", "executive member who works or covers a grid"),
            new("self", "自荐者", "self-nominated"),
            new("recommended", "被推荐者", "recommended"),
            new("executive-member", "其他执委", "other executive member"),
            new("volunteer", "志愿者", "volunteer"),
        ]
    );

    public static readonly CodeTable LeaderTie = new(
        "leader-tie",
        null,
        [new("points", "积分", "points"), new("longest-in-post", "任职时间", "longest in post")]
    );

    public static readonly CodeTable NominationKind = new(
        "nomination-kind",
        null,
        [new("self", "自荐", "self-nominated"), new("recommended", "推荐", "recommended")]
    );

    public static readonly CodeTable LeaderOutcome = new(
        "leader-outcome",
        null,
        [
            new("kept", "留任", "kept"),
            new("appoint", "拟任命", "to be appointed"),
            new("vacant", "空缺", "vacant"),
            new("co-opt", "拟增补执委", "to be co-opted"),
        ]
    );

    /// <summary>Groups by which the result is counted.</summary>
    public static readonly CodeTable LeaderGroup = new(
        "leader-group",
        null,
        [
            new("grid-staff", "网格人员", "grid staff"),
            new("executive-members", "执委", "executive members"),
            new("others", "其他", "others"),
        ]
    );

    /// <summary>Reasons why a group has no leader.</summary>
    public static readonly CodeTable Vacancy = new(
        "vacancy",
        null,
        [
            new("no-candidate", "没有人选", "no candidate"),
            new("only-men", "人选均为男性", "only men"),
            new("sex-not-recorded", "性别未登记", "sex not recorded"),
            new("not-willing", "本人不愿意", "not willing"),
            new("not-in-order", "来源不在产生顺序之内", "source not in the order"),
            new("all-lead-elsewhere", "人选均已任其他组组长", "all lead elsewhere"),
            new("post-rules", "受任职规则限制", "rules of the post"),
            new("gave-up", "已辞去或被免去", "gave up or removed"),
            new("outside-age", "年龄不符", "outside the age limits"),
        ]
    );

    public static readonly CodeTable CoOptionGround = new(
        "co-option-ground",
        null,
        [
            new("grid-head", "女网格长", "grid head"),
            new("office", "机关单位", "office"),
            new("new-economic-organization", "新经济组织", "new economic organization"),
            new("new-social-organization", "新社会组织", "new social organization"),
            new("interest-group", "兴趣团体", "interest group"),
        ]
    );
}

using ServiceDefaults.Standards;

namespace Organizations.Domain;

public static partial class CodeTables
{
    public static readonly CodeTable Post = new(
        "post",
        null,
        [
            new("platform-administrator", "平台管理员", "platform administrator"),
            new("federation-officer", "妇联干部", "federation officer"),
            new("chair", "主席", "chair") { Words = ["妇联主席"] },
            new("vice-chair", "副主席", "vice chair") { Words = ["妇联副主席"] },
            new("executive-member", "执委", "executive member") { Words = ["执行委员"] },
            new("grid-head", "网格长", "grid head"),
            new("grid-member", "网格员", "grid member"),
            new("training-officer", "培训专干", "training officer"),
            new("trainer", "培训教师", "trainer"),
            new("job-officer", "就业专干", "job officer"),
            new("group-leader", "妇女小组长", "leader of a women's group"),
            new("building-head", "楼栋长", "building head"),
            new("unit-head", "单元长", "unit head"),
            new("case-agent", "代办员", "case agent"),
            new("matchmaker", "红娘", "matchmaker"),
            new("volunteer", "志愿者", "volunteer"),
            new("employer-manager", "用人单位负责人", "manager of an employer"),
            new("partner", "合作方", "partner"),
            new("council-member", "理事", "council member"),
            new("standing-council-member", "常务理事", "standing council member"),
            new("president", "会长", "president"),
            new("vice-president", "副会长", "vice president"),
            new("honorary-president", "名誉会长", "honorary president"),
        ]
    );

    public static readonly CodeTable ElectedPost = Post.Only("elected-post", Election.Offices);

    /// <summary>Posts in which a person can answer for a place or a household.</summary>
    public static readonly CodeTable CoveringPost = Post.Only("covering-post", Posts.Covering);

    /// <summary>Posts with a yearly appraisal.</summary>
    public static readonly CodeTable AppraisedPost = Post.Only("appraised-post", Appraisal.Titles.Keys);

    public static readonly CodeTable Basis = new(
        "basis",
        null,
        [new("full-time", "专职", "full-time"), new("part-time", "兼职", "part-time")]
    );

    public static readonly CodeTable AppointmentMode = new(
        "appointment-mode",
        null,
        [
            new("appointed", "任命", "appointed"),
            new("elected", "选举", "elected"),
            new("invited", "邀请", "invited"),
            new("co-opted", "增补", "co-opted"),
        ]
    );

    /// <summary>Reasons why an appointment ended, if recorded.</summary>
    public static readonly CodeTable AppointmentEnd = new(
        "appointment-end",
        null,
        [
            new("gave-up", "本人辞去", "gave it up"),
            new("removed", "免职", "removed"),
            new("moved", "调离或迁居", "moved away"),
        ]
    );
}

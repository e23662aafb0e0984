using ServiceDefaults.Standards;

namespace Organizations.Domain;

public static partial class CodeTables
{
    public static readonly CodeTable OrganizationKind = new(
        "organization-kind",
        null,
        [
            new("federation", "妇联", "women's federation"),
            new("womens-group", "妇女小组", "women's group"),
            new("department", "部门", "department"),
            new("association", "协会", "association"),
            new("social-organization", "社会组织", "social organization"),
            new("alliance", "联盟", "alliance"),
            new("studio", "工作室", "studio"),
            new("station", "服务站", "service station"),
            new("venue", "活动阵地", "venue"),
            new("partner", "合作单位", "partner"),
            new("employer", "用人单位", "employer"),
        ]
    );

    /// <summary>Kinds that may be registered here; employers come from Jobs.</summary>
    public static readonly CodeTable RegisteredKind = OrganizationKind.Only(
        "registered-organization-kind",
        OrganizationKind.Values.Where(k => k != "employer")
    );

    public static readonly CodeTable OrganizationStatus = new(
        "organization-status",
        null,
        [
            new("preparing", "筹备中", "preparing"),
            new("active", "正常", "active"),
            new("suspended", "暂停", "suspended"),
            new("dissolved", "已撤销", "dissolved"),
        ]
    );

    /// <summary>Initial statuses of a registered organization.</summary>
    public static readonly CodeTable FirstStatus = OrganizationStatus.Only(
        "first-organization-status",
        "active",
        "preparing"
    );

    public static readonly CodeTable DocumentKind = new(
        "document-kind",
        null,
        [
            new("registration-certificate", "登记证书", "registration certificate"),
            new("approval", "批复", "approval"),
            new("charter", "章程", "charter"),
            new("invitation", "邀请函", "invitation"),
            new("minutes", "会议纪要", "minutes"),
            new("election-report", "选举报告", "election report"),
            new("agreement", "协议", "agreement"),
            new("other", "其他", "other"),
        ]
    );

    public static readonly CodeTable MemberRole = new(
        "member-role",
        null,
        [new("founding-member", "发起会员", "founding member"), new("ordinary-member", "普通会员", "ordinary member")]
    );

    public static readonly CodeTable Discipline = new(
        "discipline",
        null,
        [
            new("humanities", "人文", "humanities"),
            new("science", "理科", "science"),
            new("engineering", "工科", "engineering"),
            new("agriculture", "农科", "agriculture"),
            new("medicine", "医科", "medicine"),
        ]
    );

    public static readonly CodeTable CongressKind = new(
        "congress-kind",
        null,
        [
            new("first", "首次", "first"),
            new("regular", "换届", "regular"),
            new("extraordinary", "临时", "extraordinary"),
        ]
    );

    public static readonly CodeTable ElectionState = new(
        "election-state",
        null,
        [
            new("open", "进行中", "open"),
            new("decided", "已产生", "decided"),
            new("runoff", "须重新投票", "runoff"),
            new("cancelled", "已取消", "cancelled"),
        ]
    );

    public static readonly CodeTable CandidateOutcome = new(
        "candidate-outcome",
        null,
        [
            new("elected", "当选", "elected"),
            new("not-elected", "未当选", "not elected"),
            new("tied", "得票相同", "tied"),
            new("withdrawn", "已退出", "withdrawn"),
            new("cancelled", "选举取消", "election cancelled"),
        ]
    );

    public static readonly CodeTable CandidacyWithdrawal = new(
        "candidacy-withdrawal",
        null,
        [
            new("own-wish", "本人自愿", "own wish"),
            new("death", "去世", "death"),
            new("left-body", "不再是该机构成员", "left the body"),
            new("not-eligible", "不符合条件", "not eligible"),
        ]
    );
}

using ServiceDefaults.Standards;

namespace Organizations.Domain;

public static partial class CodeTables
{
    /// <summary>From the widest to the narrowest; action and platform rank equally.</summary>
    public static readonly CodeTable ProgrammeKind = new(
        "programme-kind",
        null,
        [
            new("plan", "计划", "plan"),
            new("action", "行动", "action"),
            new("platform", "平台", "platform"),
            new("project", "项目", "project"),
        ]
    );

    /// <summary>Run by the owner alone, with partners, or paid for by a purchaser.</summary>
    public static readonly CodeTable ProgrammeMode = new(
        "programme-mode",
        null,
        [
            new("own", "自办", "own"),
            new("cooperation", "合作", "cooperation"),
            new("purchased", "购买服务", "purchased"),
        ]
    );

    /// <summary>
    /// Roles of an organization in a programme: pays for it, runs it together with the owner, gives it a room, works in
    /// its centre, supports it as a department.
    /// </summary>
    public static readonly CodeTable ProgrammeRole = new(
        "programme-role",
        null,
        [
            new("purchaser", "购买方", "purchaser"),
            new("partner", "合作方", "partner"),
            new("host", "场地提供方", "host"),
            new("resident", "入驻组织", "resident organization"),
            new("department", "支持部门", "department"),
        ]
    );

    public static readonly CodeTable ProgrammeStatus = new(
        "programme-status",
        null,
        [
            new("draft", "草拟", "draft"),
            new("approved", "已批准", "approved"),
            new("running", "实施中", "running"),
            new("suspended", "暂停", "suspended"),
            new("completed", "已完成", "completed"),
            new("cancelled", "已取消", "cancelled"),
        ]
    );

    public static readonly CodeTable SessionKind = new(
        "session-kind",
        null,
        [
            new("class", "课程", "class"),
            new("lecture", "讲座", "lecture"),
            new("performance", "演出", "performance"),
            new("workshop", "工作坊", "workshop"),
            new("counselling", "咨询辅导", "counselling"),
            new("visit", "走访", "visit"),
            new("integration", "融合活动", "integration"),
            new("assessment", "测评", "assessment"),
            new("other", "其他", "other"),
        ]
    );
}

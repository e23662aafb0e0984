using ServiceDefaults.Http;

namespace Census;

/// <summary>Problems of Census, in addition to PlatformProblems.</summary>
static class Problems
{
    public static readonly Problem AlreadyRegistered = new(
        "CEN-0001",
        409,
        "该身份证号已登记",
        "This citizen id is already registered",
        "请在已有家庭中查找该居民。",
        "Look the resident up in the existing household."
    );
    public static readonly Problem ConsentNeeded = new(
        "CEN-0002",
        400,
        "缺少本人单独同意",
        "The resident's separate consent is needed",
        "请先取得本人对共享信息的单独同意，再以 consent: true 提交。",
        "Obtain the resident's separate consent to sharing, then send consent: true."
    );
    public static readonly Problem NeedAlreadyOpen = new(
        "CEN-0003",
        409,
        "该居民已有未办结的同类需求",
        "The resident already has an open need of this kind",
        "请在已有需求上继续办理。",
        "Continue with the open need."
    );
    public static readonly Problem NeedClosed = new(
        "CEN-0004",
        409,
        "该需求已办结",
        "The need is closed",
        "如仍需帮助，请新建需求。",
        "Open a new need if help is still wanted."
    );

    public static readonly FieldRule EndsBeforeItStarts = new(
        "CEN-1001",
        "结束时间须晚于开始时间",
        "must be later than the start"
    );
    public static readonly FieldRule Overlaps = new("CEN-1002", "与前面的时段重叠", "overlaps an earlier span");
    public static readonly FieldRule OneHead = new(
        "CEN-1003",
        "家庭户须有且只有一名户主",
        "must contain exactly one head in a family household"
    );
    public static readonly FieldRule SexDiffers = new(
        "CEN-1004",
        "与身份证号中的性别不符",
        "differs from the sex in the citizen id"
    );
    public static readonly FieldRule BirthDateDiffers = new(
        "CEN-1005",
        "与身份证号中的出生日期不符",
        "differs from the birth date in the citizen id"
    );
    public static readonly FieldRule Registered = new("CEN-1006", "该身份证号已登记", "is already registered");
    public static readonly FieldRule Consent = new(
        "CEN-1007",
        "须征得本人单独同意",
        "must be true: the resident's separate consent"
    );
    public static readonly FieldRule NotACommunity = new(
        "CEN-1008",
        "家庭须登记在村（社区）或其下的网格",
        "must be a village, a community or an area below one"
    );
    public static readonly FieldRule TooYoungToWork = new(
        "CEN-1009",
        "未满十六周岁，不得登记就业需求",
        "is under sixteen and may not have a need for work"
    );
    public static readonly FieldRule NoReason = new("CEN-1010", "请写明查看原因", "must state the reason");
}

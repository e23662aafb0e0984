using ServiceDefaults.Http;

namespace Jobs;

/// <summary>Problems of Jobs, in addition to PlatformProblems.</summary>
static class Problems
{
    public static readonly Problem CreditCodeTaken = new(
        "JOB-0001",
        409,
        "该统一社会信用代码已登记",
        "This credit code is already registered",
        "请使用已登记的用人单位，或核对代码。",
        "Use the registered employer, or check the code."
    );
    public static readonly Problem NotAnEmployer = new(
        "JOB-0002",
        409,
        "您的单位尚未登记为用人单位",
        "Your organization is not registered as an employer",
        "请联系就业管理员登记。",
        "Ask the job officer to register it."
    );
    public static readonly Problem PostingNotOpen = new(
        "JOB-0003",
        409,
        "岗位已招满或已关闭",
        "The posting is filled or closed",
        "请选择仍在招聘的岗位。",
        "Choose an open posting."
    );
    public static readonly Problem NoConsent = new(
        "JOB-0004",
        409,
        "本人尚未同意公开求职档案",
        "The person has not consented to show the profile",
        "请先征得本人同意，由本人登录账户确认。",
        "Ask the person, who gives consent in their own account."
    );
    public static readonly Problem ReferredAlready = new(
        "JOB-0005",
        409,
        "已推荐过该岗位",
        "The person has already been referred to this posting",
        "请查看已有的推荐记录。",
        "See the existing referral."
    );
    public static readonly Problem NotSeeking = new(
        "JOB-0006",
        409,
        "该就业需求已办结",
        "The person's need for work is closed",
        "如仍需就业，请先在台账中重新登记需求。",
        "If the person still looks for work, have a new need registered."
    );
    public static readonly Problem ReferralDecided = new(
        "JOB-0007",
        409,
        "该推荐已处理",
        "The referral has already been decided",
        "请刷新后查看结果。",
        "Reload to see the result."
    );
    public static readonly Problem CheckNotDue = new(
        "JOB-0008",
        409,
        "尚未到回访时间",
        "The check is not due yet",
        "到期后再登记在岗情况。",
        "Record it once it falls due."
    );
    public static readonly Problem CheckedAlready = new(
        "JOB-0009",
        409,
        "本次回访已登记",
        "This check has already been recorded",
        "请刷新后查看结果。",
        "Reload to see the result."
    );
    public static readonly Problem NeedAnswered = new(
        "JOB-0010",
        409,
        "该人员已被其他单位录用",
        "Another employer has hired the person for this need",
        "一项就业需求只对应一次录用，无需再处理。",
        "A need ends in one placement; there is nothing left to do."
    );

    public static readonly FieldRule BeforeReferral = new(
        "JOB-1001",
        "不得早于推荐日期",
        "must not be before the day of the referral"
    );
}

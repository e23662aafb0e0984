using ServiceDefaults.Data;
using ServiceDefaults.Standards;

namespace Training.Domain;

/// <summary>The closed lists of codes of this service. Courses are a table of the database.</summary>
public static class CodeTables
{
    public static readonly CodeTable LearnerState = new(
        "learner-state",
        null,
        [
            new("waiting", "待培训", "waiting"),
            new("enrolled", "培训中", "enrolled"),
            new("certified", "已取得证书", "certified"),
            new("closed", "已办结", "closed"),
        ]
    );

    public static readonly CodeTable CancellationReason = new(
        "cancellation-reason",
        null,
        [
            new("too-few-learners", "报名人数不足", "too few learners"),
            new("no-trainer", "没有教师", "no trainer"),
            new("no-venue", "没有场地", "no venue"),
            new("entered-in-error", "录入错误", "entered in error"),
            new("other", "其他", "other"),
        ]
    );

    public static readonly CodeTable EnrolmentState = new(
        "enrolment-state",
        null,
        [
            new("enrolled", "在读", "enrolled"),
            new("failed", "考核未通过", "failed"),
            new("passed", "考核通过", "passed"),
            new("certified", "已取得证书", "certified"),
            new("left", "已退班", "left"),
        ]
    );

    public static readonly CodeTable LeavingReason = new(
        "leaving-reason",
        null,
        [
            new("found-work", "已就业", "found work"),
            new("moved-away", "迁居", "moved away"),
            new("health", "健康原因", "health"),
            new("family", "家庭原因", "family"),
            new("entered-in-error", "录入错误", "entered in error"),
            new("other", "其他", "other"),
        ]
    );

    public static readonly CodeTable CertificateStatus = new(
        "certificate-status",
        null,
        [new("valid", "有效", "valid"), new("revoked", "已撤销", "revoked")]
    );

    public static readonly CodeTable RevocationReason = new(
        "revocation-reason",
        null,
        [
            new("issued-in-error", "颁发有误", "issued in error"),
            new("attendance-corrected", "考勤更正", "attendance corrected"),
            new("assessment-corrected", "考核更正", "assessment corrected"),
            new("fraud", "弄虚作假", "fraud"),
        ]
    );

    public static IReadOnlyList<CodeTable> All => [.. CodeTable.DeclaredBy(typeof(CodeTables)), ChangeLog.Kinds];
}

using ServiceDefaults.Http;

namespace Training;

/// <summary>Problems of Training, in addition to PlatformProblems.</summary>
static class Problems
{
    public static readonly Problem ClassFull = new(
        "TRN-0001",
        409,
        "班级名额已满",
        "The class is full",
        "请选择其他班级，或联系培训管理员增加名额。",
        "Choose another class, or ask the training officer for more places."
    );
    public static readonly Problem EnrolledTwice = new(
        "TRN-0002",
        409,
        "该学员已在本班报名",
        "The learner is already in this class",
        "无需重复报名。",
        "There is nothing left to do."
    );
    public static readonly Problem NeedEnded = new(
        "TRN-0003",
        409,
        "该需求已办结",
        "The learner's need is closed",
        "如仍需培训，请先在台账中重新登记需求。",
        "If the learner still wants training, have a new need registered."
    );
    public static readonly Problem ClassOver = new(
        "TRN-0004",
        409,
        "班级已结束",
        "The class is over",
        "请选择尚未结束的班级。",
        "Choose a class that has not ended."
    );
    public static readonly Problem LessonAhead = new(
        "TRN-0005",
        409,
        "该节课尚未上课",
        "The lesson has not been held yet",
        "请在上课当天或之后登记考勤。",
        "Take attendance on the day of the lesson or after it."
    );
    public static readonly Problem AttendanceTooLow = new(
        "TRN-0006",
        409,
        "出勤率未达到要求",
        "The learner attended too few lessons",
        "请核对考勤登记，达到要求后再考核。",
        "Check the attendance records; assess the learner once they reach the share that the class requires."
    );
    public static readonly Problem AlreadyPassed = new(
        "TRN-0007",
        409,
        "该学员已考核合格",
        "The learner has already passed",
        "可由培训管理员颁发证书。",
        "The training officer can issue the certificate."
    );
    public static readonly Problem NotPassed = new(
        "TRN-0008",
        409,
        "该学员尚未考核合格",
        "The learner has not passed yet",
        "考核合格后才能颁发证书。",
        "Issue the certificate after a passed assessment."
    );
    public static readonly Problem IssuedAlready = new(
        "TRN-0009",
        409,
        "证书已颁发",
        "The certificate has already been issued",
        "请查看该学员的报名记录。",
        "See the learner's enrolment."
    );
    public static readonly Problem NoIssuingArea = new(
        "TRN-0010",
        409,
        "找不到班级所属的区县",
        "The county of the class is not known",
        "证书编号需要区划代码，请联系区划管理员。",
        "Certificate numbers need the division code of the county; ask the administrator of the divisions."
    );
    public static readonly Problem UnknownCertificate = new(
        "TRN-0011",
        404,
        "查无此证书",
        "No such certificate",
        "请核对网址或验证码；如确认无误，该证书不是本平台颁发的。",
        "Check the address or code; if it is right, this platform did not issue the certificate."
    );
    public static readonly Problem AttendanceClosed = new(
        "TRN-0012",
        409,
        "该学员已考核合格或已退班，考勤已截止",
        "The learner has passed or left: attendance is closed",
        "如考勤有误，请先撤回考核结果；已发证的，请先撤销证书。",
        "If attendance is wrong, take the result back first; if a certificate was issued, have it revoked first."
    );
    public static readonly Problem RevokedAlready = new(
        "TRN-0013",
        409,
        "证书已撤销",
        "The certificate has already been revoked",
        "请刷新后查看结果。",
        "Reload to see the result."
    );
    public static readonly Problem CertificateStands = new(
        "TRN-0014",
        409,
        "已颁发证书，不能撤回考核结果",
        "A certificate was issued for this result",
        "请先由培训管理员撤销证书。",
        "Have the training officer revoke the certificate first."
    );
    public static readonly Problem NotAssessed = new(
        "TRN-0015",
        409,
        "该学员尚未考核",
        "The learner has not been assessed",
        "没有可撤回的考核结果。",
        "There is no result to take back."
    );

    public static readonly Problem LessonsOverlap = new(
        "TRN-0016",
        409,
        "与该学员已报名班级的上课时间冲突",
        "The learner has lessons of another class at the same hours",
        "请选择时间不冲突的班级；如不再参加原班，请先办理退班。",
        "Choose a class at other hours; if the learner has given up the other class, record that first."
    );
    public static readonly Problem CertifiedForNeed = new(
        "TRN-0017",
        409,
        "该需求已取得本课程证书",
        "The learner holds a certificate of this course for this need",
        "同一需求每门课程只发一张证书，请选择其他课程。",
        "A need gets one certificate of a course; choose another course."
    );
    public static readonly Problem NotInClass = new(
        "TRN-0018",
        409,
        "该学员已退班或已考核合格",
        "The learner has left the class or has passed",
        "请刷新后查看报名记录；考核结果有误的，请先撤回。",
        "Reload the enrolment; take a wrong result back first."
    );

    public static readonly Problem ClassCancelled = new(
        "TRN-0019",
        409,
        "班级已取消",
        "The class is cancelled",
        "请选择其他班级。",
        "Choose another class."
    );
    public static readonly Problem ClassHasResults = new(
        "TRN-0020",
        409,
        "班级已有学员考核合格，不能取消",
        "A learner has passed this class: it cannot be cancelled",
        "考核结果有误的，请先撤回；已发证的，请先撤销证书。",
        "Take a wrong result back first; if a certificate was issued, have it revoked first."
    );

    public static readonly FieldRule Closed = new("TRN-1001", "该学员已考核合格或已退班", "has passed or left");
}

using ServiceDefaults.Data;
using ServiceDefaults.Http;
using Training.Domain;

namespace Training.Features.Enrolments;

/// <summary>The roster of a class, in order of enrolment.</summary>
static class ListEnrolments
{
    const string FindClass = "select id from classes where id = @id";
    const string Source = EnrolmentView.Select + " where e.class_id = @id";

    static readonly Listing<EnrolmentView.Row, EnrolmentView> List = Listing.Of<EnrolmentView.Row, EnrolmentView>(
        "enrolments",
        Source,
        (row, session) => row.View(session),
        new("id", "编号"),
        new("classId", "班级编号") { Plain = true },
        new("className", "班级") { Plain = true },
        new("course", "课程") { Plain = true },
        new("personId", "人员编号"),
        new("name", "姓名") { Plain = true },
        new("state", "状态") { Table = CodeTables.EnrolmentState },
        new("attended", "出勤课次"),
        new("lessons", "总课次") { Plain = true },
        new("attendance", "出勤率") { Plain = true },
        new("attendanceRequired", "要求出勤率") { Plain = true },
        new("hoursFit", "时段契合度"),
        new("score", "成绩"),
        new("passed", "合格") { Plain = true },
        new("needId", "需求编号"),
        new("certificateId", "证书编号")
    ) with
    {
        Subject = r => r.PersonId,
    };

    [EndpointSummary("班级名单 Enrolments of a class; filter, sort, CSV, XLSX")]
    public static async Task<ListAnswer<EnrolmentView>> Handle(
        Guid id,
        ListQuery query,
        Session session,
        CancellationToken ct
    )
    {
        if (await session.Find<Guid?>(FindClass, new { id }, ct) is null)
            throw new ProblemException(PlatformProblems.NotFound);
        return await List.AnswerAsync(query, session, new { id }, ct);
    }
}

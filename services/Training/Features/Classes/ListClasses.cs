using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.Standards;
using Training.Domain;

namespace Training.Features.Classes;

/// <summary>Classes of the caller's area, newest first.</summary>
static class ListClasses
{
    const string Source =
        ClassView.Select
        + """

            where not @open or (c.taken < c.capacity and c.cancelled_on is null and c.ends_on >= @Today)
            """;

    static readonly Listing<ClassView.Row, ClassView> List = Listing.Of<ClassView.Row, ClassView>(
        "classes",
        Source,
        (row, _) => row.View(),
        new("id", "编号"),
        new("name", "班级") { Search = true },
        new("course", "课程") { Recorded = CourseCodes.ReadAsync },
        new("courseName", "课程名称") { Search = true },
        new("divisionId", "区划编号"),
        new("division", "地区") { Search = true },
        new("startsOn", "开班日期"),
        new("endsOn", "结班日期"),
        new("capacity", "名额"),
        new("taken", "已报名"),
        new("lessons", "课次")
        {
            Plain = true,
            InFile = ListColumn.Each<ClassView.LessonView>(l => $"{l.Day:O} {WeekSpan.Hours(l.From, l.To)}"),
        },
        new("passMark", "合格分"),
        new("attendanceRequired", "要求出勤率"),
        new("cancelledOn", "取消日期"),
        new("cancelledReason", "取消原因") { Table = CodeTables.CancellationReason }
    ) with
    {
        DefaultSort = "-id",
    };

    /// <param name="open">true: only classes with free places that are neither over nor cancelled.</param>
    [EndpointSummary("班级列表 Classes of my area, ?open=true; filter, sort, CSV, XLSX")]
    public static Task<ListAnswer<ClassView>> Handle(
        bool? open,
        ListQuery query,
        Session session,
        CancellationToken ct
    ) => List.AnswerAsync(query, session, new { open = open ?? false, session.Today }, ct);
}

using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.Sealing;
using Training.Domain;

namespace Training.Features.Enrolments;

/// <summary>An enrolment in answers to staff and to the learner.</summary>
/// <param name="Name">Masked for staff, in full for the learner.</param>
/// <param name="Attendance">Share of all lessons attended so far, 0 to 1.</param>
sealed record EnrolmentView(
    Guid Id,
    Guid ClassId,
    string ClassName,
    string Course,
    Guid PersonId,
    string? Name,
    Guid NeedId,
    [Code(nameof(CodeTables.EnrolmentState))] string State,
    int Attended,
    int Lessons,
    decimal Attendance,
    decimal AttendanceRequired,
    decimal HoursFit,
    int? Score,
    bool? Passed,
    Guid? CertificateId,
    long Version
) : IVersioned
{
    public const string Select = """
        select e.id, e.class_id, e.class_name, e.course, e.person_id, e.name_sealed, e.need_id, e.state,
            (select count(*) from attendance a where a.enrolment_id = e.id and a.present)::int as attended, e.lessons,
            e.attendance_required, e.hours_fit, e.score, z.id as certificate_id, e.version
        from enrolments e left join certificates z on z.enrolment_id = e.id and z.revoked_on is null
        """;

    /// <summary>The columns of <see cref="Select"/>.</summary>
    public sealed record Row(
        Guid Id,
        Guid ClassId,
        string ClassName,
        string Course,
        Guid PersonId,
        byte[] NameSealed,
        Guid NeedId,
        string State,
        int Attended,
        int Lessons,
        decimal AttendanceRequired,
        decimal HoursFit,
        int? Score,
        Guid? CertificateId,
        long Version
    )
    {
        public EnrolmentView View(Session session)
        {
            var name = session.Show(NameSealed, "enrolments", Id, "name");
            return new(
                Id,
                ClassId,
                ClassName,
                Course,
                PersonId,
                session.Caller.SubjectId == PersonId ? name : Mask.Name(name),
                NeedId,
                State,
                Attended,
                Lessons,
                AttendanceRule.Share(Attended, Lessons),
                AttendanceRequired,
                HoursFit,
                Score,
                State switch
                {
                    "passed" or "certified" => true,
                    "failed" => false,
                    _ => null,
                },
                CertificateId,
                Version
            );
        }
    }
}

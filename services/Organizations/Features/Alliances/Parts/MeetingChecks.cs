using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Alliances;

/// <summary>Checks a meeting before it is recorded.</summary>
static class MeetingChecks
{
    const string Known = "select id from people where id = any (@ids)";

    public static void CheckRows(
        RecordMeeting.Attendance[] attendance,
        RecordMeeting.Decision[] decisions,
        DateOnly heldOn,
        Validation check
    )
    {
        foreach (var (i, d) in decisions.Index())
            check.That(d.DueOn >= heldOn, $"/decisions/{i}/dueOn", PlatformProblems.OutOfRange);
    }

    /// <exception cref="ProblemException">An organization is no member on the day.</exception>
    public static void CheckMembers(
        RecordMeeting.Attendance[] attendance,
        RecordMeeting.Decision[] decisions,
        HashSet<Guid> members
    )
    {
        List<FieldError> strangers =
        [
            .. attendance
                .Index()
                .Where(a => !members.Contains(a.Item.MemberId!.Value))
                .Select(a => PlatformProblems.Unknown.At($"/attendance/{a.Index}/memberId")),
            .. decisions
                .Index()
                .Where(d => !members.Contains(d.Item.MemberId!.Value))
                .Select(d => PlatformProblems.Unknown.At($"/decisions/{d.Index}/memberId")),
        ];
        if (strangers.Count > 0)
            throw new ProblemException(Problems.NotAMember, strangers);
    }

    /// <returns>All named people.</returns>
    public static async Task<Guid[]> PeopleAsync(
        RecordMeeting.Attendance[] attendance,
        RecordMeeting.Decision[] decisions,
        Validation check,
        Session session,
        CancellationToken ct
    )
    {
        Guid[] people =
        [
            .. attendance
                .SelectMany(a => a.RepresentativeIds ?? [])
                .Concat(decisions.Select(d => d.PersonId).OfType<Guid>())
                .Distinct(),
        ];
        var known = (await session.Query<Guid>(Known, new { ids = people }, ct)).ToHashSet();
        foreach (var (i, a) in attendance.Index())
            check.That(
                (a.RepresentativeIds ?? []).All(known.Contains),
                $"/attendance/{i}/representativeIds",
                PlatformProblems.Unknown
            );
        foreach (var (i, d) in decisions.Index())
            check.That(
                d.PersonId is not { } p || known.Contains(p),
                $"/decisions/{i}/personId",
                PlatformProblems.Unknown
            );
        return people;
    }
}

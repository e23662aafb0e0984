using Organizations.Features.Appointments;
using ServiceDefaults.Data;

namespace Organizations.Features.Elections;

/// <summary>Seats held before an election.</summary>
static class FormerSeats
{
    const string Former = """
        select id, @takes::timestamptz as at
        from appointments
        where person_id = any (@people)
            and post = @Post
            and place_id = @Place
            and valid_to is null
            and ended_at is null
        """;

    /// <summary>
    /// Appoints the elected. A seat without an end of a re-elected person ends where the new term begins.
    /// </summary>
    /// <exception cref="ServiceDefaults.Http.ProblemException">As <see cref="Appointing.MakeAsync"/>.</exception>
    public static Task SucceedAsync(List<Wanted> wanted, Ballot ballot, Session session, CancellationToken ct) =>
        EndedAppointments.EndAsync(
            Former,
            new
            {
                people = wanted.ConvertAll(w => w.PersonId).ToArray(),
                ballot.Post,
                ballot.Place,
                takes = ChinaDay.Begin(ballot.Takes),
            },
            session,
            ct,
            succeed: () => Appointing.MakeAsync(session, wanted, ct)
        );
}

using Organizations.Features.Appointments;
using ServiceDefaults.Data;

namespace Organizations.Features.Elections;

/// <summary>Seats that were held before an election.</summary>
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
    /// Appoints the elected. Who sits there without an end and is elected again goes on by the election: what she held
    /// ends where the term begins.
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

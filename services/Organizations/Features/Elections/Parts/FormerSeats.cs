using Contracts.Organizations.V1;
using Organizations.Features.Appointments;
using ServiceDefaults.Data;

namespace Organizations.Features.Elections;

/// <summary>Seats that were held before an election.</summary>
static class FormerSeats
{
    const string EndFormer = """
        update appointments set ended_at = greatest(@takes, valid_from), ended_by = @by, version = version + 1
        where person_id = any (@people)
            and post = @Post
            and place_id = @Place
            and valid_to is null
            and ended_at is null
        returning id, person_id, ended_at
        """;

    /// <summary>
    /// Who sits there without an end and is elected again goes on by the election: what she held ends where the term
    /// begins.
    /// </summary>
    public static async Task EndAsync(List<Wanted> wanted, Ballot ballot, Session session, CancellationToken ct)
    {
        var args = new
        {
            people = wanted.ConvertAll(w => w.PersonId).ToArray(),
            ballot.Post,
            ballot.Place,
            takes = ChinaDay.Begin(ballot.Takes),
            by = session.Caller.SubjectId,
        };
        foreach (var e in await session.Query<Ended>(EndFormer, args, ct))
            session.Publish(new AppointmentEnded(e.Id, e.PersonId, e.EndedAt));
    }

    sealed record Ended(Guid Id, Guid PersonId, DateTimeOffset EndedAt);
}

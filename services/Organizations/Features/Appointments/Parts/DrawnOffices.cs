using Contracts.Organizations.V1;
using Organizations.Domain;
using Organizations.Features.Coverages;
using Organizations.Features.Elections;
using ServiceDefaults.Data;

namespace Organizations.Features.Appointments;

/// <summary>
/// Offices that were elected out of a body go with the seat in it: who leaves a council leaves its standing council and
/// presidency at that moment, who leaves an executive committee the chair she was elected to; candidacies for such an
/// office go too. And what somebody covers in a post that has ended, she covers no more.
/// </summary>
static class DrawnOffices
{
    /// <summary>Another seat in the body, of the next term, say, carries what was elected out of that.</summary>
    const string End = """
        update appointments a set ended_at = greatest(@at, a.valid_from), ended_by = @by, version = version + 1
        where a.person_id = @PersonId
            and a.place_id = @PlaceId
            and a.post = any (@posts)
            and a.mode = 'elected'
            and (a.until is null or a.until > @at)
          and not exists (
              select from appointments b
              where b.person_id = @PersonId and b.place_id = @PlaceId and b.post = @Post and b.id <> @Id
                and b.valid_from <= greatest(@at, a.valid_from)
                and (b.until is null or b.until > greatest(@at, a.valid_from)))
        returning a.id, a.person_id, a.post, a.ended_at
        """;

    public sealed record Seat(Guid Id, Guid PersonId, string Post, Guid? PlaceId);

    /// <returns>The offices that ended with it.</returns>
    public static async Task<IReadOnlyList<Guid>?> EndAsync(
        Seat seat,
        DateTimeOffset at,
        Session session,
        CancellationToken ct
    )
    {
        var posts = Election.DrawnOutOf(seat.Post);
        IReadOnlyList<Ended> ended =
            posts.Length == 0
                ? []
                : await session.AsSystem(
                    async () =>
                    {
                        var drawn = await session.Query<Ended>(
                            End,
                            new
                            {
                                seat.Id,
                                seat.PersonId,
                                seat.Post,
                                seat.PlaceId,
                                posts,
                                at = at.ToUniversalTime(),
                                by = session.Caller.SubjectId,
                            },
                            ct
                        );
                        await Candidacies.EndWithSeatAsync(seat, at, session, ct);
                        foreach (var d in drawn)
                            await Candidacies.EndWithSeatAsync(
                                new(d.Id, d.PersonId, d.Post, seat.PlaceId),
                                d.EndedAt,
                                session,
                                ct
                            );
                        return drawn;
                    },
                    ct
                );
        foreach (var e in ended)
            session.Publish(new AppointmentEnded(e.Id, e.PersonId, e.EndedAt));
        await EndWithPost.SettleAsync(
            [(seat.PersonId, seat.Post), .. ended.Select(e => (e.PersonId, e.Post))],
            session,
            ct
        );
        return ended.Count == 0 ? null : [.. ended.Select(e => e.Id)];
    }

    sealed record Ended(Guid Id, Guid PersonId, string Post, DateTimeOffset EndedAt);
}

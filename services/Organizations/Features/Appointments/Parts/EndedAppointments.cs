using Contracts.Organizations.V1;
using Dapper;
using Organizations.Domain;
using Organizations.Features.Coverages;
using Organizations.Features.Elections;
using ServiceDefaults.Data;

namespace Organizations.Features.Appointments;

/// <summary>
/// Ends every appointment, one or many, and what depends on it: offices drawn from the seat (for a seat in a council
/// those of its standing council and presidency, for one in an executive committee the chairs), candidacies for such an
/// office, and the coverages in the post.
/// </summary>
static class EndedAppointments
{
    /// <summary>
    /// The offices drawn from these seats. Another seat in the body, such as one of the next term, keeps them.
    /// </summary>
    const string Drawn = """
        select a.id, min(greatest(s.at, a.valid_from)) as at
        from unnest(@ids, @people, @posts, @places, @ends) s (id, person, post, place, at)
        join unnest(@bodies, @offices) d (body, office) on d.body = s.post
        join appointments a on a.person_id = s.person and a.place_id = s.place and a.post = d.office
        where a.mode = 'elected'
            and platform.not_ended(a.until, s.at)
            and not exists (
                select from appointments b
                where b.person_id = s.person
                    and b.place_id = s.place
                    and b.post = s.post
                    and b.id <> s.id
                    and platform.in_force(b.valid_from, b.until, greatest(s.at, a.valid_from))
            )
        group by a.id
        """;

    static readonly (string Body, string Office)[] s_drawn =
    [
        .. Election.Offices.SelectMany(body => Election.DrawnOutOf(body).Select(office => (body, office))),
    ];

    /// <param name="PlaceId">The division or the organization of the post.</param>
    /// <param name="Until">The first moment after the appointment; null while no end is known.</param>
    public sealed record Seat(Guid Id, Guid PersonId, string Post, Guid? PlaceId, DateTimeOffset? Until);

    /// <param name="which">Selects id and at, the end of each; one that begins later never held.</param>
    /// <param name="values">The parameters of that query.</param>
    /// <param name="everywhere">Includes appointments that the caller does not see.</param>
    /// <param name="reason">gave-up, removed or moved, if known.</param>
    /// <param name="succeed">Makes the successors, which then carry the dependent offices.</param>
    /// <returns>The ended appointments and what ended with them.</returns>
    public static async Task<(IReadOnlyList<Seat> Ended, IReadOnlyList<Seat> With)> EndAsync(
        string which,
        object values,
        Session session,
        CancellationToken ct,
        bool everywhere = false,
        string? reason = null,
        Func<Task>? succeed = null
    )
    {
        var ended = everywhere
            ? await session.AsSystem(() => WriteAsync(which, values, reason, session, ct), ct)
            : await WriteAsync(which, values, reason, session, ct);
        if (succeed is not null)
            await succeed();
        return (ended, await EndWithAsync(ended, session, ct));
    }

    /// <summary>Ends what depends on appointments that end or have another end.</summary>
    /// <returns>The offices that ended.</returns>
    public static async Task<IReadOnlyList<Seat>> EndWithAsync(
        IReadOnlyList<Seat> seats,
        Session session,
        CancellationToken ct
    )
    {
        var bodies = seats.Where(s => s.Until is not null && s_drawn.Any(d => d.Body == s.Post)).ToList();
        var drawn = bodies.Count == 0 ? [] : await session.AsSystem(() => EndDrawnAsync(bodies, session, ct), ct);
        await EndWithPost.SettleAsync(seats.Concat(drawn).Select(s => (s.PersonId, s.Post)), session, ct);
        return drawn;
    }

    /// <summary>ids, people, posts, places and ends of seats that end.</summary>
    public static DynamicParameters Columns(IReadOnlyList<Seat> seats) =>
        new(
            new
            {
                ids = seats.Select(s => s.Id).ToArray(),
                people = seats.Select(s => s.PersonId).ToArray(),
                posts = seats.Select(s => s.Post).ToArray(),
                places = seats.Select(s => s.PlaceId).ToArray(),
                ends = seats.Select(s => s.Until!.Value.ToUniversalTime()).ToArray(),
            }
        );

    static async Task<IReadOnlyList<Seat>> EndDrawnAsync(List<Seat> bodies, Session session, CancellationToken ct)
    {
        var values = Columns(bodies);
        values.Add("bodies", Array.ConvertAll(s_drawn, d => d.Body));
        values.Add("offices", Array.ConvertAll(s_drawn, d => d.Office));
        var drawn = await WriteAsync(Drawn, values, null, session, ct);
        await Candidacies.EndWithSeatsAsync([.. bodies, .. drawn], session, ct);
        return drawn;
    }

    static async Task<IReadOnlyList<Seat>> WriteAsync(
        string which,
        object values,
        string? reason,
        Session session,
        CancellationToken ct
    )
    {
        var args = new DynamicParameters(values);
        args.Add("by", session.Caller.SubjectId);
        args.Add("reason", reason);
        var ended = await session.Query<Seat>(
            $"""
            update appointments a
            set ended_at = greatest(w.at, a.valid_from), ended_by = @by, end_reason = coalesce(@reason, a.end_reason),
                version = a.version + 1
            from ({which}) w
            where a.id = w.id and (a.until is null or a.until >= w.at)
            returning a.id, a.person_id, a.post, a.place_id, a.ended_at as until
            """,
            args,
            ct
        );
        foreach (var e in ended)
            session.Publish(new AppointmentEnded(e.Id, e.PersonId, e.Until!.Value));
        return ended;
    }
}

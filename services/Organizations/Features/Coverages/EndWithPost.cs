using ServiceDefaults.Data;

namespace Organizations.Features.Coverages;

/// <summary>
/// Ends a person's coverages in a post at the moment at which the last appointment in that post ends, for whatever
/// cause. Every change of an appointment's days calls it; for a future end it sets a timer, which checks again.
/// </summary>
static class EndWithPost
{
    public static readonly TimerKind<Due> Kind = new("coverages-end-with-post", Handle);

    public sealed record Due(Guid PersonId, string Post);

    /// <summary>
    /// Of two transactions that end two posts of one person, the second waits here and then sees the first's change.
    /// </summary>
    const string TakeTurns = """
        select count(pg_advisory_xact_lock(k))
        from (select distinct hashtextextended('coverages ' || p, 0) as k from unnest(@people) u (p) order by 1) s
        """;

    /// <summary>until: the end of the post; null with held for a post without a last day.</summary>
    const string Open = """
        select c.id, c.person_id, c.post, c.valid_from, t.held, t.until
        from unnest(@people, @posts) u (person, post) join coverages c on c.person_id = u.person and c.post = u.post
        cross join lateral (
            select coalesce(bool_or(platform.not_ended(a.until, @Now)), false) as held,
                case when bool_and(a.until is not null) then max(a.until) end as until
            from appointments a
            where a.person_id = c.person_id
                and a.post = c.post
                and a.valid_from <= @Now
                and platform.not_ended(a.until, a.valid_from)) t
        where c.ended_at is null order by c.id for update of c
        """;

    public static async Task SettleAsync(
        IEnumerable<(Guid Person, string Post)> changed,
        Session session,
        CancellationToken ct
    )
    {
        var pairs = changed.Distinct().ToList();
        if (pairs.Count == 0)
            return;
        var args = new
        {
            people = pairs.ConvertAll(p => p.Person).ToArray(),
            posts = pairs.ConvertAll(p => p.Post).ToArray(),
            session.Now,
        };
        await session.Execute(TakeTurns, args, ct);
        // The person may cover places that the caller does not see.
        await session.AsSystem(
            async () =>
            {
                var open = await session.Query<Row>(Open, args, ct);
                await EndedCoverages.EndAsync(
                    [.. open.Where(c => !c.Held).Select(c => (c.Id, EndOf(c, session.Now)))],
                    session,
                    ct
                );
                foreach (
                    var (person, post, until) in open.Where(c => c is { Held: true, Until: not null })
                        .Select(c => (c.PersonId, c.Post, c.Until!.Value))
                        .Distinct()
                )
                    await session.Schedule(Kind, $"{person:N}:{post}", until, new Due(person, post), ct);
                return open.Count;
            },
            ct
        );
    }

    static DateTimeOffset EndOf(Row c, DateTimeOffset now)
    {
        var at = c.Until ?? now;
        return at > c.ValidFrom ? at : c.ValidFrom;
    }

    static Task Handle(Due due, Session session, CancellationToken ct) =>
        SettleAsync([(due.PersonId, due.Post)], session, ct);

    sealed record Row(Guid Id, Guid PersonId, string Post, DateTimeOffset ValidFrom, bool Held, DateTimeOffset? Until);
}

using ServiceDefaults.Data;
using ServiceDefaults.Messaging;

namespace Organizations.Reactions;

/// <summary>
/// Gives the points of the rule in force at the time of the fact, once for each event, all events of a call under one
/// version of the rule in one statement. The cap limits one person's points of a rule and period: events count in the
/// order of application, whatever their times, and an event with fewer points or none still has its entry. Sessions that
/// award by capped rules run one after the other.
/// </summary>
static class Award
{
    const string Turn = """
        select pg_advisory_xact_lock(hashtextextended('organizations.points.' || @kind, 0))
        where exists (select from point_rules where kind = @kind and cap is not null)
        """;

    const string InsertFacts = """
        with fact as (
            select f.id, f.person_id, coalesce(f.scope_key, h.scope_key) as scope_key, f.event_id, f.source_id,
                f.household_id, f.served_id, f.occurred_at, f.place
            from unnest(
                @ids::uuid[], @personIds::uuid[], @scopeKeys::text[], @eventIds::uuid[], @sourceIds::uuid[],
                @householdIds::uuid[], @servedIds::uuid[], @occurredAts::timestamptz[]
            )
                with ordinality f (
                    id, person_id, scope_key, event_id, source_id, household_id, served_id, occurred_at, place
                )
            left join people h on h.id = f.person_id),
        ruled as (
            select f.*, r.version as rule_version, coalesce(r.points, 0) as points, r.cap, r.cap_period,
                date_trunc(r.cap_period, f.occurred_at at time zone 'Asia/Shanghai') as period
            from fact f
            left join point_rules r on r.kind = @kind
                and platform.in_force(r.valid_from, r.valid_to, f.occurred_at)),
        given as (
            select p.person_id, p.period, p.cap_period, coalesce(sum(e.points), 0)::int as points,
                coalesce(sum(e.points) filter (where e.rule_version < p.rule_version), 0)::int as earlier
            from (select distinct person_id, period, cap_period, rule_version from ruled where cap is not null) p
            left join point_entries e on e.person_id = p.person_id
                and e.kind = @kind
                and e.occurred_at >= p.period at time zone 'Asia/Shanghai'
                and e.occurred_at < (
                    p.period + case p.cap_period
                    when 'quarter' then interval '3 months'
                    else ('1 ' || p.cap_period)::interval end
                ) at time zone 'Asia/Shanghai'
            group by 1, 2, 3),
        capped as (
            select r.*, g.points as before, g.earlier, capped_total(g.points, r.points, r.cap) over w as total
            from ruled r
            join given g on g.person_id = r.person_id and g.period = r.period and g.cap_period = r.cap_period
            where not exists (select from point_entries e where e.event_id = r.event_id)
            window w as (partition by r.person_id, r.cap_period, r.period order by r.place))
        insert into point_entries (
            id, person_id, scope_key, kind, rule_version, points, period_total, period_earlier, event_id, source_id,
            household_id, served_id, occurred_at
        )
        select id, person_id, scope_key, @kind, rule_version, points, null, null, event_id, source_id, household_id,
            served_id, occurred_at
        from ruled
        where cap is null
        union all
        select id, person_id, scope_key, @kind, rule_version,
            total - lag(total, 1, before) over (partition by person_id, cap_period, period order by place), total,
            nullif(earlier, 0),
            event_id, source_id, household_id, served_id, occurred_at
        from capped
        on conflict (event_id) do nothing
        """;

    const string Changes = """
        select valid_from
        from point_rules
        where kind = @kind and valid_from > @first and valid_from <= @last
        order by 1
        """;

    /// <param name="At">Time of the fact.</param>
    /// <param name="Person">The person who did the work.</param>
    /// <param name="Source">The record of the work.</param>
    /// <param name="ScopeKey">Place; null if the event gives none: the entry then lies where the person is
    /// registered.</param>
    /// <param name="Household">The served household, if the event names it.</param>
    /// <param name="Served">The served person, if the event names one.</param>
    public sealed record Fact(
        Guid EventId,
        DateTimeOffset At,
        Guid Person,
        Guid Source,
        string? ScopeKey = null,
        Guid? Household = null,
        Guid? Served = null
    );

    /// <summary>
    /// Time of the fact by the event's own member, which a phone without a network sends days later; at most the time
    /// of receipt.
    /// </summary>
    public static DateTimeOffset DoneAt<T>(this Received<T> r, DateTimeOffset own)
        where T : class, Contracts.IEvent => own < r.OccurredAt ? own : r.OccurredAt;

    /// <summary>The same for a fact with a day.</summary>
    public static DateTimeOffset DoneAt<T>(this Received<T> r, DateOnly own)
        where T : class, Contracts.IEvent => own < ChinaDay.Of(r.OccurredAt) ? ChinaDay.Begin(own) : r.OccurredAt;

    /// <summary>Awards one fact an event.</summary>
    public static Task PointsAsync<T>(
        IReadOnlyList<Received<T>> received,
        Session session,
        string kind,
        Func<Received<T>, Fact> fact,
        CancellationToken ct
    )
        where T : class, Contracts.IEvent => PointsAsync([.. received.Select(fact)], session, kind, ct);

    /// <param name="facts">In the order of counting.</param>
    /// <param name="kind">The rule's name.</param>
    public static async Task PointsAsync(IReadOnlyList<Fact> facts, Session session, string kind, CancellationToken ct)
    {
        if (facts.Count == 0)
            return;
        session.Defer(Turn, new { kind });
        var (first, last) = (facts.Min(f => f.At), facts.Max(f => f.At));
        // A version begins at midnight in China. Points of one version count against the cap of the next, so each
        // statement must see those before it.
        var changes =
            ChinaDay.Of(first) == ChinaDay.Of(last)
                ? []
                : await session.Query<DateTimeOffset>(
                    Changes,
                    new
                    {
                        kind,
                        first,
                        last,
                    },
                    ct
                );
        for (int from = 0, to; from < facts.Count; from = to)
        {
            for (
                to = from + 1;
                to < facts.Count && changes.Count(c => c <= facts[to].At) == changes.Count(c => c <= facts[from].At);

            )
                to++;
            Insert(facts.Take(from..to).ToArray(), session, kind);
        }
    }

    static void Insert(Fact[] facts, Session session, string kind)
    {
        session.Defer(
            InsertFacts,
            new
            {
                kind,
                ids = Column(_ => Guid.CreateVersion7(session.Now)),
                personIds = Column(f => f.Person),
                scopeKeys = Column(f => f.ScopeKey),
                eventIds = Column(f => f.EventId),
                sourceIds = Column(f => f.Source),
                householdIds = Column(f => f.Household),
                servedIds = Column(f => f.Served),
                occurredAts = Column(f => f.At.ToUniversalTime()),
            }
        );

        TValue[] Column<TValue>(Func<Fact, TValue> value) => Array.ConvertAll(facts, f => value(f));
    }
}

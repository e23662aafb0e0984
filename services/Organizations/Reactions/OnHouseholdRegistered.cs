using Contracts.Census.V1;
using ServiceDefaults.Data;
using ServiceDefaults.Messaging;

namespace Organizations.Reactions;

static class OnHouseholdRegistered
{
    /// <summary>A batch may hold two events of one household: the later one counts.</summary>
    const string Keep = """
        insert into households (id, scope_key, residents, women, children, registered_at)
        select distinct on (id) id, key, residents, women, children, at
        from unnest(
            @ids::uuid[], @keys::text[], @residents::int[], @women::int[], @children::int[], @times::timestamptz[]
        ) with ordinality h (id, key, residents, women, children, at, place)
        order by id, place desc
        on conflict (id)
            do update set scope_key = excluded.scope_key, residents = excluded.residents, women = excluded.women,
                children = excluded.children
        """;

    public static Task Handle(
        IReadOnlyList<Received<HouseholdRegistered>> received,
        Session session,
        CancellationToken ct
    )
    {
        session.Defer(
            Keep,
            new
            {
                ids = received.Select(r => r.Event.HouseholdId).ToArray(),
                keys = received.Select(r => r.Event.ScopeKey).ToArray(),
                residents = received.Select(r => r.Event.Residents).ToArray(),
                women = received.Select(r => r.Event.Women ?? 0).ToArray(),
                children = received.Select(r => r.Event.Children ?? 0).ToArray(),
                times = received.Select(r => r.OccurredAt.UtcDateTime).ToArray(),
            }
        );
        return Award.PointsAsync(
            received,
            session,
            "household-registered",
            r => new(r.EventId, r.OccurredAt, r.Event.RegisteredBy, r.Event.HouseholdId, r.Event.ScopeKey),
            ct
        );
    }
}

using Contracts.Census.V1;
using ServiceDefaults.Data;
using ServiceDefaults.Messaging;

namespace Organizations.Reactions;

static class OnHouseholdRegistered
{
    const string Keep = "insert into households (id, scope_key) values ($1, $2) on conflict (id) do update set scope_key = excluded.scope_key";

    public static Task Handle(Received<HouseholdRegistered> r, Session session, CancellationToken ct)
    {
        session.Defer(Keep, r.Event.HouseholdId, r.Event.ScopeKey);
        return Award.PointsAsync(session, r.Event.RegisteredBy, "household-registered", r.EventId, r.Event.HouseholdId, r.OccurredAt, r.Event.ScopeKey);
    }
}

using Contracts.Census.V1;
using ServiceDefaults.Data;
using ServiceDefaults.Messaging;

namespace Organizations.Reactions;

/// <summary>Moves the household and its coverages; the former place stays in the history.</summary>
static class OnHouseholdMoved
{
    const string Leave = """
        insert into household_stays (household_id, scope_key, residents, women, children, since, until)
        select id, scope_key, residents, women, children, registered_at, $3
        from households
        where id = $1 and scope_key <> $2 and registered_at < $3
        """;
    const string Keep = """
        insert into households (id, scope_key, registered_at) values ($1, $2, $3)
        on conflict (id)
            do update set scope_key = excluded.scope_key,
                registered_at = case
                    when households.scope_key <> excluded.scope_key then excluded.registered_at
                    else households.registered_at end
        """;
    const string Lead =
        "update coverage_leads set scope_key = $2, version = version + 1 where household_id = $1 and scope_key <> $2";
    const string Cover =
        "update coverages set scope_key = $2, version = version + 1 where household_id = $1 and scope_key <> $2";

    public static Task Handle(Received<HouseholdMoved> r, Session session, CancellationToken ct)
    {
        session.Defer(Leave, r.Event.HouseholdId, r.Event.ScopeKey, r.OccurredAt.ToUniversalTime());
        session.Defer(Keep, r.Event.HouseholdId, r.Event.ScopeKey, r.OccurredAt.ToUniversalTime());
        session.Defer(Cover, r.Event.HouseholdId, r.Event.ScopeKey);
        session.Defer(Lead, r.Event.HouseholdId, r.Event.ScopeKey);
        return Task.CompletedTask;
    }
}

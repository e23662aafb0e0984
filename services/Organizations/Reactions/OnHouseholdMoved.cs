using Contracts.Census.V1;
using ServiceDefaults.Data;
using ServiceDefaults.Messaging;

namespace Organizations.Reactions;

/// <summary>Moves the household and its coverages; the former place stays in the history.</summary>
static class OnHouseholdMoved
{
    const string Leave = """
        insert into household_stays (household_id, scope_key, residents, women, children, since, until)
        select id, scope_key, residents, women, children, registered_at, @OccurredAt
        from households
        where id = @HouseholdId and scope_key <> @ScopeKey and registered_at < @OccurredAt
        """;
    const string Keep = """
        insert into households (id, scope_key, registered_at) values (@HouseholdId, @ScopeKey, @OccurredAt)
        on conflict (id)
            do update set scope_key = excluded.scope_key,
                registered_at = case
                    when households.scope_key <> excluded.scope_key then excluded.registered_at
                    else households.registered_at end
        """;
    const string Lead = """
        update coverage_leads
        set scope_key = @ScopeKey, version = version + 1
        where household_id = @HouseholdId and scope_key <> @ScopeKey
        """;
    const string Cover = """
        update coverages
        set scope_key = @ScopeKey, version = version + 1
        where household_id = @HouseholdId and scope_key <> @ScopeKey
        """;

    public static Task Handle(Received<HouseholdMoved> r, Session session, CancellationToken ct)
    {
        var move = new
        {
            r.Event.HouseholdId,
            r.Event.ScopeKey,
            r.OccurredAt,
        };
        foreach (var statement in new[] { Leave, Keep, Cover, Lead })
            session.Defer(statement, move);
        return Task.CompletedTask;
    }
}

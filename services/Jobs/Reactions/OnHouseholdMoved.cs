using Contracts.Census.V1;
using ServiceDefaults.Data;
using ServiceDefaults.Messaging;

namespace Jobs.Reactions;

/// <summary>Gives profiles, referrals and placements of the household's residents the key of the new area.</summary>
static class OnHouseholdMoved
{
    static readonly string[] Follow =
    [
        "update profiles set scope_key = $2, version = version + 1 where id = any ($1) and scope_key <> $2",
        """
            update certificates c
            set visible_key = $2
            from profiles p
            where p.id = c.person_id and c.person_id = any ($1) and p.visible_key is not null
            """,
        "update referrals set scope_key = $2, version = version + 1 where person_id = any ($1) and scope_key <> $2",
        "update placements set scope_key = $2, version = version + 1 where person_id = any ($1) and scope_key <> $2",
        "update placement_checks set scope_key = $2 where person_id = any ($1) and scope_key <> $2",
    ];

    public static Task Handle(Received<HouseholdMoved> received, Session session, CancellationToken ct)
    {
        var people = received.Event.PersonIds.ToArray();
        foreach (var sql in Follow)
            session.Defer(sql, people, received.Event.ScopeKey);
        session.RecordAccess(people);
        return Task.CompletedTask;
    }
}

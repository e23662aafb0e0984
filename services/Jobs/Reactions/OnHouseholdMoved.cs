using Contracts.Census.V1;
using ServiceDefaults.Data;
using ServiceDefaults.Messaging;

namespace Jobs.Reactions;

/// <summary>Gives profiles, referrals and placements of the household's residents the key of the new area.</summary>
static class OnHouseholdMoved
{
    static readonly string[] Follow =
    [
        "update profiles set scope_key = @ScopeKey, version = version + 1 where id = any (@people) and scope_key <> @ScopeKey",
        """
            update certificates c
            set visible_key = @ScopeKey
            from profiles p
            where p.id = c.person_id and c.person_id = any (@people) and p.visible_key is not null
            """,
        """
            update referrals
            set scope_key = @ScopeKey, version = version + 1
            where person_id = any (@people) and scope_key <> @ScopeKey
            """,
        """
            update placements
            set scope_key = @ScopeKey, version = version + 1
            where person_id = any (@people) and scope_key <> @ScopeKey
            """,
        "update placement_checks set scope_key = @ScopeKey where person_id = any (@people) and scope_key <> @ScopeKey",
    ];

    public static Task Handle(Received<HouseholdMoved> received, Session session, CancellationToken ct)
    {
        var people = received.Event.PersonIds.ToArray();
        foreach (var sql in Follow)
            session.Defer(sql, new { people, received.Event.ScopeKey });
        session.RecordAccess(people);
        return Task.CompletedTask;
    }
}

using System.Text.Json;
using Contracts.Census.V1;
using ServiceDefaults.Data;
using ServiceDefaults.Messaging;

namespace Jobs.Reactions;

/// <summary>
/// Creates the talent profile of a person who needs work; it is hidden until the person consents. A later need replaces
/// an earlier one; consent stays.
/// </summary>
static class OnNeedOpened
{
    const string Upsert = """
        insert into profiles as p (id, need_id, need_opened_at, name_sealed, hours, skills, scope_key, seeking)
        values (@PersonId, @NeedId, @OccurredAt, @name, @hours::jsonb, @skills, @ScopeKey, true)
        on conflict (id)
            do update set need_id = excluded.need_id, need_opened_at = excluded.need_opened_at,
                name_sealed = excluded.name_sealed, hours = excluded.hours,
            skills = excluded.skills, scope_key = excluded.scope_key, seeking = true, version = p.version + 1
        where (p.need_opened_at, p.need_id) < (excluded.need_opened_at, excluded.need_id)
        """;
    const string Place = """
        update certificates c
        set visible_key = p.visible_key
        from profiles p
        where p.id = c.person_id and c.person_id = @PersonId
        """;

    public static Task Handle(Received<NeedOpened> received, Session session, CancellationToken ct)
    {
        var e = received.Event;
        var name = session.Sealer.Seal(received.Open(e.Name, "name", session), "profiles", e.PersonId, "name");
        session.Defer(
            Upsert,
            new
            {
                e.PersonId,
                e.NeedId,
                received.OccurredAt,
                name,
                hours = JsonSerializer.Serialize(e.Hours, Wire.Json),
                skills = e.Skills.ToArray(),
                e.ScopeKey,
            }
        );
        session.Defer(Place, new { e.PersonId });
        session.RecordAccess(e.PersonId);
        return Task.CompletedTask;
    }
}

using System.Text.Json;
using Contracts.Census.V1;
using ServiceDefaults.Data;
using ServiceDefaults.Messaging;

namespace Training.Reactions;

/// <summary>Adds the person to the learners who wait for a class.</summary>
static class OnNeedOpened
{
    public static Task Handle(Received<NeedOpened> received, Session session, CancellationToken ct)
    {
        var e = received.Event;
        var name = session.Sealer.Seal(received.Open(e.Name, "name", session), "learners", e.NeedId, "name");
        session.Defer(
            """
            insert into learners (id, person_id, scope_key, name_sealed, hours, skills, state, opened_at)
            values (@NeedId, @PersonId, @ScopeKey, @name, @hours::jsonb, @skills, 'waiting', @OccurredAt)
            on conflict (id) do nothing
            """,
            new
            {
                e.NeedId,
                e.PersonId,
                e.ScopeKey,
                name,
                hours = JsonSerializer.Serialize(e.Hours, Wire.Json),
                skills = e.Skills.ToArray(),
                received.OccurredAt,
            }
        );
        session.RecordAccess(e.PersonId);
        return Task.CompletedTask;
    }
}

using Contracts.Census.V1;
using ServiceDefaults.Data;
using ServiceDefaults.Messaging;

namespace Training.Reactions;

/// <summary>Gives the household's learners the key of the new area; an enrolment keeps the key of its class.</summary>
static class OnHouseholdMoved
{
    public static Task Handle(Received<HouseholdMoved> received, Session session, CancellationToken ct)
    {
        session.Defer(
            """
            update learners
            set scope_key = @ScopeKey, version = version + 1
            where person_id = any (@personIds) and scope_key <> @ScopeKey
            """,
            new { personIds = received.Event.PersonIds.ToArray(), received.Event.ScopeKey }
        );
        session.RecordAccess(received.Event.PersonIds);
        return Task.CompletedTask;
    }
}

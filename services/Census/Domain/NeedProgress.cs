using Contracts.Census.V1;
using ServiceDefaults.Data;

namespace Census.Domain;

/// <summary>
/// How a need goes on: open, in training, trained, closed; steps may be left out and none is taken back, but that a trained one whose certificate is revoked is not. What happens is noted whatever the state, for news of other
/// services comes in any order.
/// </summary>
static class NeedProgress
{
    static readonly string[] States = ["open", "in-training", "trained", "closed"];

    /// <summary>The state after news that leads to another: the further of the two.</summary>
    public static string After(string state, string news) =>
        Array.IndexOf(States, news) > Array.IndexOf(States, state) ? news : state;

    /// <summary>Adds a line to the need's history, once for each fact.</summary>
    public static void Note(
        Session session,
        Guid needId,
        Guid factId,
        DateTimeOffset at,
        string fact,
        Guid? reference = null,
        string? detail = null
    ) =>
        session.Defer(
            """
            insert into need_timeline (id, need_id, resident_id, household_id, scope_key, at, event, reference, detail)
            select $1, id, resident_id, household_id, scope_key, $3::timestamptz, $4::text, $5::uuid, $6::text from needs where id = $2 on conflict (id) do nothing
            """,
            factId,
            needId,
            at,
            fact,
            reference,
            detail
        );

    /// <summary>What another service tells of a person: noted at the need it names, or at her open one (else her last) if it names none, and the state moves on if it leads further.</summary>
    /// <param name="factId">The event's id.</param>
    /// <param name="news">The state it leads to; null for none.</param>
    public static async Task TellAsync(
        Session session,
        Guid? needId,
        Guid personId,
        Guid factId,
        DateTimeOffset at,
        string fact,
        Guid reference,
        string? detail,
        string? news,
        CancellationToken ct
    )
    {
        var need = await session.Find<Need>(
            """
            select id, state, resident_id, scope_key, opened_by from needs
            where resident_id = @personId and (@needId::uuid is null or id = @needId) order by state = 'closed', opened_at desc limit 1 for update
            """,
            new { needId, personId },
            ct
        );
        if (need is null)
            return;
        Note(session, need.Id, factId, at, fact, reference, detail);
        var state = news is null ? need.State : After(need.State, news);
        if (state == "closed" && need.State != "closed")
            Close(session, need, "employed", null);
        else
            session.Defer("update needs set version = version + 1, state = $2 where id = $1", need.Id, state);
    }

    /// <summary>Where every certificate noted at a trained need has been revoked, it is in training again, or open if nobody told of an enrolment.</summary>
    public static void Untrain(Session session, Guid needId) =>
        session.Defer(
            """
            update needs n set version = version + 1, state = case
                when state <> 'trained' or exists (
                    select from need_timeline i where i.need_id = n.id and i.event = 'certificate-issued'
                      and not exists (select from need_timeline r where r.need_id = n.id and r.event = 'certificate-revoked' and r.reference = i.reference)) then state
                when exists (select from need_timeline t where t.need_id = n.id and t.event = 'learner-enrolled') then 'in-training'
                else 'open' end
            where id = $1
            """,
            needId
        );

    /// <summary>Ends a need that is not closed yet, and says so.</summary>
    public static void Close(Session session, Need need, string outcome, byte[]? note)
    {
        session.Defer(
            "update needs set version = version + 1, state = 'closed', outcome = $2, closing_note = $3, closed_at = $4 where id = $1",
            need.Id,
            outcome,
            note ?? (object)DBNull.Value,
            session.Now
        );
        Note(session, need.Id, Guid.CreateVersion7(session.Now), session.Now, "closed", null, outcome);
        session.Publish(new NeedClosed(need.Id, need.ResidentId, need.ScopeKey, outcome, need.OpenedBy, session.Now));
    }
}

/// <summary>What must be known of a need to move it on.</summary>
sealed record Need(Guid Id, string State, Guid ResidentId, string ScopeKey, Guid OpenedBy);

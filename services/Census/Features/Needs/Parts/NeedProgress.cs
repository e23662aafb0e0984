using Census.Domain;
using Contracts.Census.V1;
using ServiceDefaults.Data;

namespace Census.Features.Needs;

/// <summary>
/// How a need goes on: open, in training, trained, closed; steps may be left out and one is taken back only where a
/// certificate is revoked or a class is left. What happens is noted whatever the state, for news of other services
/// comes in any order.
/// </summary>
static class NeedProgress
{
    static readonly string[] States = [.. CodeTables.NeedState.Values];

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
            select $1, id, resident_id, household_id, scope_key, $3::timestamptz, $4::text, $5::uuid, $6::text
            from needs
            where id = $2
            on conflict (id)
                do nothing
            """,
            factId,
            needId,
            at,
            fact,
            reference,
            detail
        );

    /// <summary>
    /// What another service tells of a person: noted at the need it names, or at her open one (else her last) if it
    /// names none, and the state moves on if it leads further.
    /// </summary>
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
            where resident_id = @personId and (@needId::uuid is null or id = @needId)
            order by state = 'closed', opened_at desc
            limit 1
            for update
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

    /// <summary>
    /// What another service takes back: noted at the need at which the earlier fact is, whose state follows from what
    /// still holds: trained with a certificate that is not revoked, in training with a class that was not left,
    /// otherwise open. A closed one stays closed.
    /// </summary>
    /// <param name="fact">What happened now.</param>
    /// <param name="earlier">The fact of the same reference that holds no longer.</param>
    public static async Task TakeBackAsync(
        Session session,
        Guid personId,
        Guid factId,
        DateTimeOffset at,
        string fact,
        string earlier,
        Guid reference,
        string? detail,
        CancellationToken ct
    )
    {
        var need = await session.Find<Guid?>(
            """
            select n.id from needs n join need_timeline t on t.need_id = n.id
            where n.resident_id = @personId and t.event = @earlier and t.reference = @reference for update of n
            """,
            new
            {
                personId,
                earlier,
                reference,
            },
            ct
        );
        if (need is not { } id)
            return;
        Note(session, id, factId, at, fact, reference, detail);
        session.Defer(
            """
            with holds as (
                select f.event
                from need_timeline f
                where f.need_id = $1 and f.event in ('certificate-issued', 'learner-enrolled') and not exists (
                    select from need_timeline b
                    where b.need_id = f.need_id
                        and b.reference = f.reference
                        and b.event in ('certificate-revoked', 'enrolment-ended')))
            update needs n set version = version + 1, state = case
                when state = 'closed' then state
                when exists (select from holds where event = 'certificate-issued') then 'trained'
                when exists (select from holds) then 'in-training'
                else 'open' end
            where id = $1
            """,
            id
        );
    }

    /// <summary>Ends a need that is not closed yet, and says so.</summary>
    public static void Close(Session session, Need need, string outcome, byte[]? note)
    {
        session.Defer(
            """
            update needs
            set version = version + 1, state = 'closed', outcome = $2, closing_note = $3, closed_at = $4
            where id = $1
            """,
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

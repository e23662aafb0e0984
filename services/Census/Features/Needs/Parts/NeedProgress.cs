using Census.Domain;
using Contracts.Census.V1;
using ServiceDefaults.Data;

namespace Census.Features.Needs;

/// <summary>
/// The state of a need: open, in training, trained, closed. It may skip states; it goes back only when a certificate
/// is revoked or a class is left. Every event adds a line to the timeline in any state, because events of other
/// services arrive in any order.
/// </summary>
static class NeedProgress
{
    static readonly string[] States = [.. CodeTables.NeedState.Values];

    /// <summary>The later of two states.</summary>
    public static string After(string state, string later) =>
        Array.IndexOf(States, later) > Array.IndexOf(States, state) ? later : state;

    /// <summary>Adds a line to the need's timeline, once for each fact id.</summary>
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
            select @factId, id, resident_id, household_id, scope_key, @at::timestamptz, @fact::text, @reference::uuid, @detail::text
            from needs
            where id = @needId
            on conflict (id)
                do nothing
            """,
            new
            {
                factId,
                needId,
                at,
                fact,
                reference,
                detail,
            }
        );

    /// <summary>
    /// Applies an event of another service: adds a line to the need that it names, otherwise to the person's open need
    /// (or the latest, if none is open), and moves the need to <paramref name="later"/> if that is a later state.
    /// </summary>
    /// <param name="factId">The event's id.</param>
    /// <param name="later">The state that follows from the event; null for none.</param>
    public static async Task ApplyAsync(
        Session session,
        Guid? needId,
        Guid personId,
        Guid factId,
        DateTimeOffset at,
        string fact,
        Guid reference,
        string? detail,
        string? later,
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
        var state = later is null ? need.State : After(need.State, later);
        if (state == "closed" && need.State != "closed")
            Close(session, need, "employed", null);
        else
            session.Defer(
                "update needs set version = version + 1, state = @state where id = @Id",
                new { need.Id, state }
            );
    }

    /// <summary>
    /// Applies an event that cancels an earlier one: adds a line to the need that has the earlier fact and computes its
    /// state again: trained with a certificate that is not revoked, in training with a class that was not left,
    /// otherwise open. A closed need stays closed.
    /// </summary>
    /// <param name="fact">The fact to add, for example certificate-revoked.</param>
    /// <param name="earlier">The fact of the same reference that it cancels, for example certificate-issued.</param>
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
                where f.need_id = @id and f.event in ('certificate-issued', 'learner-enrolled') and not exists (
                    select from need_timeline b
                    where b.need_id = f.need_id
                        and b.reference = f.reference
                        and b.event in ('certificate-revoked', 'enrolment-ended')))
            update needs n set version = version + 1, state = case
                when state = 'closed' then state
                when exists (select from holds where event = 'certificate-issued') then 'trained'
                when exists (select from holds) then 'in-training'
                else 'open' end
            where id = @id
            """,
            new { id }
        );
    }

    /// <summary>Closes a need that is not closed yet, and publishes NeedClosed.</summary>
    public static void Close(Session session, Need need, string outcome, byte[]? note)
    {
        session.Defer(
            """
            update needs
            set version = version + 1, state = 'closed', outcome = @outcome, closing_note = @closingNote, closed_at = @Now
            where id = @Id
            """,
            new
            {
                need.Id,
                outcome,
                closingNote = note,
                session.Now,
            }
        );
        Note(session, need.Id, Guid.CreateVersion7(session.Now), session.Now, "closed", null, outcome);
        session.Publish(new NeedClosed(need.Id, need.ResidentId, need.ScopeKey, outcome, need.OpenedBy, session.Now));
    }
}

/// <summary>The columns that a change of state needs.</summary>
sealed record Need(Guid Id, string State, Guid ResidentId, string ScopeKey, Guid OpenedBy);

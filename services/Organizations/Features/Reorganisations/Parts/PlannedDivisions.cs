using Organizations.Features.Divisions;
using ServiceDefaults.Data;

namespace Organizations.Features.Reorganisations;

/// <summary>Stores the former state of a plan's divisions and writes the new one.</summary>
static class PlannedDivisions
{
    /// <summary>The former state of each, for the undo.</summary>
    const string Keep = """
        insert into reorganisation_divisions (reorganisation_id, division_id, before)
        select @id, d.id, to_jsonb(d)
        from divisions d
        where d.id = any (@Touched)
        union all select @id, a, null from unnest(@added) a
        """;

    /// <summary>The state until today, for the history; an ended division needs none.</summary>
    const string Remember = """
        with h as (
            insert into division_history (division_id, parent_id, key, code, name, kind, level, valid_from, valid_to)
            select id, parent_id, key, code, name, kind, level, since, greatest(since, @Today)
            from divisions
            where id = any (@changed)
            returning id, division_id)
        update reorganisation_divisions r
        set history_id = h.id
        from h
        where r.reorganisation_id = @id and r.division_id = h.division_id
        """;
    const string Change = """
        update divisions d
        set parent_id = n.parent, code = n.code, name = n.name, key = coalesce(n.key, d.key),
            since = greatest(d.since, @Today), version = d.version + 1
        from unnest(@ids, @parents, @codes, @names, @keys) n (id, parent, code, name, key) where d.id = n.id
        """;
    const string Add = """
        insert into divisions (id, parent_id, key, code, name, kind, level, valid_from, since)
        select id, parent, key, code, name, kind, level, @Today, @Today
        from unnest(
            @ids, @parents, @keys, @codes, @names, @kinds, @levels
        ) n (id, parent, key, code, name, kind, level)
        """;

    /// <summary>Run before keys move.</summary>
    public static async Task KeepAsync(Guid id, Plan plan, Session session, CancellationToken ct)
    {
        await session.Execute(
            Keep,
            new
            {
                id,
                plan.Touched,
                added = plan.Added.Select(a => a.Id).ToArray(),
            },
            ct
        );
        await session.Execute(
            Remember,
            new
            {
                id,
                session.Today,
                changed = plan.Changed.Select(c => c.Id).ToArray(),
            },
            ct
        );
    }

    /// <summary>Run after keys moved.</summary>
    public static async Task WriteAsync(Plan plan, Session session, CancellationToken ct)
    {
        var (added, changed, ended) = (plan.Added, plan.Changed, plan.Ended.ToArray());
        var fresh = added.Select(a => a.Id).ToArray();
        var ids = changed.Select(c => c.Id).ToArray();
        if (ended.Length > 0)
            await EndedDivisions.EndAsync(ended, session.Today, session, ct);
        if (added.Count > 0)
            await session.Execute(
                Add,
                new
                {
                    ids = fresh,
                    parents = added.Select(a => a.ParentId).ToArray(),
                    keys = added.Select(a => a.Key).ToArray(),
                    codes = added.Select(a => a.Code).ToArray(),
                    names = added.Select(a => a.Name).ToArray(),
                    kinds = added.Select(a => a.Kind).ToArray(),
                    levels = added.Select(a => a.Level).ToArray(),
                    session.Today,
                },
                ct
            );
        await session.Execute(
            Change,
            new
            {
                ids,
                parents = changed.Select(c => c.ParentId).ToArray(),
                codes = changed.Select(c => c.Code).ToArray(),
                names = changed.Select(c => c.Name).ToArray(),
                keys = changed.Select(c => c.Key).ToArray(),
                session.Today,
            },
            ct
        );
        if (ended.Length == 0)
            return;
        Guid[] successors = plan.Relation == "split" ? fresh : [fresh.Length > 0 ? fresh[0] : ids[0]];
        await EndedDivisions.SucceedAsync(
            [.. ended.SelectMany(e => successors.Select(s => (e, (Guid?)s, plan.Relation)))],
            session.Today,
            session,
            ct
        );
    }
}

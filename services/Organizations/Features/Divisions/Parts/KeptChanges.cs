using ServiceDefaults.Imports;

namespace Organizations.Features.Divisions;

/// <summary>The stored changes of a table, as shown to the sender.</summary>
static class KeptChanges
{
    const string Forget = "delete from division_import_changes where import_id = @Id";
    const string Keep = """
        insert into division_import_changes
            (
                id, import_id, no, scope_key, kind, code, name, former_codes, former_names, below, held, blocked,
                waits, ended
            )
        select gen_random_uuid(), @Id, no, @ScopeKey, kind, code, name, former_codes, former_names, below, held,
            blocked,
            string_to_array(waits, ' ')::uuid[], string_to_array(ended, ' ')::uuid[]
        from unnest(
            @kinds, @codes, @names, @formers, @formerNames, @belows, @helds, @blockeds, @waits, @ended
        ) with ordinality
            c (kind, code, name, former_codes, former_names, below, held, blocked, waits, ended, no)
        """;
    const string Kept = """
        select kind, code, name, former_codes, former_names, below, held, blocked
        from division_import_changes
        where import_id = @Id
        order by no
        """;

    /// <summary>Stores the changes for display, replacing those of an earlier run.</summary>
    public static async Task KeepAsync(ImportRun run, IReadOnlyList<TableChange> changes, CancellationToken ct)
    {
        await run.Session.Execute(Forget, new { run.Id }, ct);
        await run.Session.Execute(
            Keep,
            new
            {
                run.Id,
                run.ScopeKey,
                kinds = changes.Select(c => c.Kind).ToArray(),
                codes = changes.Select(c => c.Code).ToArray(),
                names = changes.Select(c => c.Name).ToArray(),
                formers = changes.Select(c => c.FormerCodes).ToArray(),
                formerNames = changes.Select(c => c.FormerNames).ToArray(),
                belows = changes.Select(c => c.Below).ToArray(),
                helds = changes.Select(c => c.Held).ToArray(),
                blockeds = changes.Select(c => c.Blocked).ToArray(),
                waits = changes.Select(c => string.Join(' ', c.Waits)).ToArray(),
                ended = changes.Select(c => string.Join(' ', c.Ended)).ToArray(),
            },
            ct
        );
    }

    /// <summary>
    /// Whether these are the shown changes and all can be applied; otherwise the run waits for a new confirmation.
    /// </summary>
    public static async Task<bool> MayApplyAsync(
        ImportRun run,
        IReadOnlyList<TableChange> changes,
        CancellationToken ct
    )
    {
        var shown = (await run.Session.Query<Shown>(Kept, new { run.Id }, ct)).Select(s => s.Change).ToList();
        if (shown.Count != changes.Count || !shown.Zip(changes).All(p => p.First.IsAs(p.Second)))
        {
            await KeepAsync(run, changes, ct);
            run.WaitsFor = Problems.TableDiffers;
        }
        else if (changes.Any(c => c.Blocked))
            run.WaitsFor = Problems.TableBlocked;
        return run.WaitsFor is null;
    }

    sealed record Shown(
        string Kind,
        string Code,
        string Name,
        string FormerCodes,
        string FormerNames,
        long Below,
        long Held,
        bool Blocked
    )
    {
        public TableChange Change =>
            new(Kind, Code, Name, FormerCodes, FormerNames, Below, Held, Blocked, null, [], []);
    }
}

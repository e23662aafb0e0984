using ServiceDefaults.Data;

namespace Organizations.Features.Divisions;

/// <summary>Ends every division, one or many, and stores the successors.</summary>
static class EndedDivisions
{
    const string End = $"""
        update divisions
        set valid_to = greatest(since, @on), version = version + 1
        where id = any (@ids)
        returning {Division.Columns}
        """;
    const string Succeed = """
        insert into division_successors (division_id, successor_id, relation, since)
        select f, t, relation, @on
        from unnest(@froms, @tos, @relations) s (f, t, relation)
        on conflict do nothing
        """;

    /// <param name="on">First day after the end; a state that began later never held.</param>
    public static Task<IReadOnlyList<Division>> EndAsync(
        Guid[] ids,
        DateOnly on,
        Session session,
        CancellationToken ct
    ) => session.Query<Division>(End, new { ids, on }, ct);

    /// <summary>Call it when the successors exist; an abolished division has none.</summary>
    public static Task SucceedAsync(
        IReadOnlyList<(Guid From, Guid? To, string Relation)> successions,
        DateOnly on,
        Session session,
        CancellationToken ct
    ) =>
        session.Execute(
            Succeed,
            new
            {
                froms = successions.Select(s => s.From).ToArray(),
                tos = successions.Select(s => s.To).ToArray(),
                relations = successions.Select(s => s.Relation).ToArray(),
                on,
            },
            ct
        );
}

using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Divisions;

/// <summary>
/// All names, codes and parents of a division, oldest first, with its predecessors and successors.
/// </summary>
static class GetDivisionHistory
{
    /// <param name="Until">The last day of this state; null for the present one.</param>
    public sealed record State(
        string Code,
        string Name,
        [Code(nameof(CodeTables.DivisionKind))] string Kind,
        int Level,
        Guid? ParentId,
        string? ParentName,
        string Key,
        DateOnly Since,
        LastDay? Until
    );

    public sealed record Response(
        Guid Id,
        IReadOnlyList<State> Items,
        IReadOnlyList<Successor> Predecessors,
        IReadOnlyList<Successor> Successors
    );

    const string States = """
        select s.code, s.name, s.kind, s.level, s.parent_id, p.name as parent_name, s.key, s.since, s.until
        from division_states s left join lateral (
            select name
            from division_states p
            where p.id = s.parent_id and platform.in_force(p.since, p.until, s.since)
            limit 1) p on true
        where s.id = @id order by s.since, s.until nulls last, s.key
        """;
    const string Predecessors = """
        select d.id, d.code, d.name, s.relation, s.since
        from division_successors s
        join divisions d on d.id = s.division_id
        where s.successor_id = @id and s.division_id <> @id order by s.since, d.key
        """;

    [EndpointSummary("区划沿革 Former names, codes and parents of a division, and its successors")]
    public static async Task<Ok<Response>> Handle(Guid id, Session session, CancellationToken ct)
    {
        var states = await session.Query<State>(States, new { id }, ct);
        if (states.Count == 0)
            throw new ProblemException(PlatformProblems.NotFound);
        return TypedResults.Ok(
            new Response(
                id,
                states,
                await session.Query<Successor>(Predecessors, new { id }, ct),
                await session.SuccessorsAsync(id, states[^1].Code, ct)
            )
        );
    }
}

using ServiceDefaults.Data;

namespace Organizations.Features.Coverages;

/// <summary>Keeps the lead of a place: one person at a time, with a history.</summary>
static class CoverageLead
{
    const string Start = """
        insert into coverage_leads (id, coverage_id, household_id, division_id, scope_key, valid_from)
        select u.id, c.id, c.household_id, c.division_id, c.scope_key, @Now
        from unnest(@ids, @coverages) with ordinality u (id, coverage, n)
        join coverages c on c.id = u.coverage
        order by u.n on conflict do nothing returning coverage_id
        """;
    const string End = """
        update coverage_leads l
        set ended_at = e.at, version = l.version + 1
        from unnest(@coverages, @ends) e (coverage, at)
        where l.coverage_id = e.coverage and l.ended_at is null
        """;

    /// <returns>False if another person leads.</returns>
    public static async Task<bool> StartAsync(Guid coverage, Session session, CancellationToken ct) =>
        (await StartAsync([coverage], session, ct)).Count == 1;

    /// <returns>The new leads; of two for one place the first one.</returns>
    public static async Task<HashSet<Guid>> StartAsync(Guid[] coverages, Session session, CancellationToken ct) =>
        [
            .. await session.Query<Guid>(
                Start,
                new
                {
                    ids = Array.ConvertAll(coverages, _ => Guid.CreateVersion7(session.Now)),
                    coverages,
                    session.Now,
                },
                ct
            ),
        ];

    public static Task EndAsync(Guid[] coverages, DateTimeOffset[] ends, Session session, CancellationToken ct) =>
        session.Execute(End, new { coverages, ends }, ct);
}

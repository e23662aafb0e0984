using System.Security.Cryptography;
using Census.Domain;
using ServiceDefaults;
using ServiceDefaults.Data;

namespace Census.Features.Residents;

/// <summary>
/// The command that computes the search grams of all names again after a change of the rule; a migration cannot,
/// because names are sealed. It works in steps of 500 rows beside normal use; after an interruption, run it again.
/// </summary>
static class IndexNames
{
    const int Step = 500;

    // Move and command both lock the household first, so the grams end at the household's new key.
    const string Next = """
        select r.id, r.household_id, h.scope_key, r.name
        from residents r
        join households h on h.id = r.household_id
        where r.id > @after
        order by r.id
        limit @Step
        for share of h
        """;
    const string Forget = """
        delete from household_grams
        where household_id = @HouseholdId and resident_id = @Id and gram <> all (@grams::bytea[])
        """;
    const string Keep = """
        insert into household_grams (gram, scope_key, household_id, resident_id)
        select unnest(@grams::bytea[]), @ScopeKey, @HouseholdId, @Id
        on conflict do nothing
        """;

    public static readonly Verb Verb = new(
        "index-names",
        "computes the search index of names again, by the rule of this release",
        (session, _, services, ct) => RunAsync(session, services.GetRequiredService<SessionFactory>(), ct)
    );

    static async Task RunAsync(Session session, SessionFactory sessions, CancellationToken ct)
    {
        // Each step has a session of its own.
        await session.Commit(ct);
        var count = 0L;
        for (Guid? after = Guid.Empty; after is { } last; )
        {
            (after, var done) = await StepAsync(last, sessions, ct);
            count += done;
        }
        Console.WriteLine($"index-names: {count}");
    }

    static async Task<(Guid? Last, int Count)> StepAsync(Guid after, SessionFactory sessions, CancellationToken ct)
    {
        await using var session = await sessions.SystemAsync("operator index-names", ct);
        var rows = await session.Query<Row>(Next, new { after, Step }, ct);
        foreach (var r in rows)
            try
            {
                var grams = NameGrams
                    .Of(session.Sealer.Open(r.Name, ResidentRow.Table, r.Id, "name"))
                    .Select(g => session.Sealer.Index(g, ResidentRow.Table, "name_gram"))
                    .ToArray();
                var values = new
                {
                    grams,
                    r.ScopeKey,
                    r.HouseholdId,
                    r.Id,
                };
                session.Defer(Forget, values);
                session.Defer(Keep, values);
            }
            catch (CryptographicException)
            {
                Console.WriteLine($"index-names: the name of {r.Id} does not open; left as it is");
            }
        await session.Commit(ct);
        return (rows.Count > 0 ? rows[^1].Id : null, rows.Count);
    }

    sealed record Row(Guid Id, Guid HouseholdId, string ScopeKey, byte[] Name);
}

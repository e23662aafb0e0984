using System.Security.Cryptography;
using Census.Domain;
using ServiceDefaults;
using ServiceDefaults.Data;

namespace Census.Features.Residents;

/// <summary>
/// The command that makes the pieces of all names anew, after the rule by which names are searched has changed: the
/// database can't, for names are sealed. A few rows at a time beside people at work; ended half-way it is given again.
/// </summary>
static class IndexNames
{
    const int Step = 500;

    // A household that is moved meanwhile has its pieces moved too: both take its row first.
    const string Next = """
        select r.id, r.household_id, h.scope_key, r.name
        from residents r
        join households h on h.id = r.household_id
        where r.id > @after
        order by r.id
        limit @Step
        for share of h
        """;
    const string Forget = "delete from household_grams where resident_id = $1 and gram <> all ($2::bytea[])";
    const string Keep = """
        insert into household_grams (gram, scope_key, household_id, resident_id)
        select unnest($1::bytea[]), $2, $3, $4
        on conflict do nothing
        """;

    public static readonly Verb Verb = new(
        "index-names",
        "makes the pieces by which names are found anew, as this release searches them",
        (session, _, services, ct) => RunAsync(session, services.GetRequiredService<SessionFactory>(), ct)
    );

    static async Task RunAsync(Session session, SessionFactory sessions, CancellationToken ct)
    {
        // Each step has a session of its own.
        await session.CommitAsync(ct);
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
                session.Defer(Forget, r.Id, grams);
                session.Defer(Keep, grams, r.ScopeKey, r.HouseholdId, r.Id);
            }
            catch (CryptographicException)
            {
                Console.WriteLine($"index-names: the name of {r.Id} does not open; left as it is");
            }
        await session.CommitAsync(ct);
        return (rows.Count > 0 ? rows[^1].Id : null, rows.Count);
    }

    sealed record Row(Guid Id, Guid HouseholdId, string ScopeKey, byte[] Name);
}

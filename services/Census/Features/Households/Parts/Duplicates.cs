using System.Buffers.Binary;
using Census.Domain;
using Census.Features.Residents;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Census.Features.Households;

/// <summary>A new resident whose citizen id is already registered outside the caller's scope.</summary>
sealed record Duplicate(Guid ResidentId, Guid OriginalId, string OriginalKey);

/// <summary>
/// Handles a citizen id that is registered twice. If the caller may see the earlier resident, CEN-0001 refuses the new
/// one. If not, a refusal would disclose that resident: the new one is saved, and a merge task goes to the officers of
/// the smallest area that contains both.
/// </summary>
static class Duplicates
{
    const string Find =
        "select id, citizen_id_index, duplicate_of, scope_key from residents where citizen_id_index = any (@indexes)";

    /// <returns>The duplicates outside the caller's scope, by the new resident's id.</returns>
    /// <exception cref="ProblemException">CEN-0001: a citizen id is registered inside the caller's scope.</exception>
    public static async Task<IReadOnlyDictionary<Guid, Duplicate>> FindAsync(
        Session session,
        IReadOnlyList<NewResident> residents,
        CancellationToken ct
    )
    {
        var numbered = residents
            .Select((r, i) => (Resident: r, At: i))
            .Where(r => r.Resident.CitizenId is not null)
            .Select(r =>
                (
                    r.Resident,
                    r.At,
                    Index: session.Sealer.Index(r.Resident.CitizenId!.Text, ResidentRow.Table, "citizen_id")
                )
            )
            .ToList();
        if (numbered.Count == 0)
            return new Dictionary<Guid, Duplicate>();
        var indexes = numbered.Select(n => n.Index).ToArray();
        // One lock a citizen id: of two concurrent registrations the second waits and then finds the first.
        await session.Execute(
            "select pg_advisory_xact_lock(turn) from unnest(@turns) turn",
            new { turns = indexes.Select(i => BinaryPrimitives.ReadInt64BigEndian(i)).Order().ToArray() },
            ct
        );

        var known = await session.Query<Known>(Find, new { indexes }, ct);
        var registered = numbered
            .Where(n => known.Any(k => k.CitizenIdIndex.AsSpan().SequenceEqual(n.Index)))
            .Select(n => Problems.Registered.At($"/residents/{n.At}/citizenId"))
            .ToList();
        if (registered.Count > 0)
            throw new ProblemException(Problems.AlreadyRegistered, registered);

        var everywhere = await session.AsSystem(() => session.Query<Known>(Find, new { indexes }, ct), ct);
        return (
            from n in numbered
            let original = everywhere.FirstOrDefault(k =>
                k.DuplicateOf is null && k.CitizenIdIndex.AsSpan().SequenceEqual(n.Index)
            )
            where original is not null
            select new Duplicate(n.Resident.Id, original.Id, original.ScopeKey)
        ).ToDictionary(d => d.ResidentId);
    }

    /// <summary>Inserts a merge task for each, at the smallest area that contains both.</summary>
    public static async Task RaiseAsync(
        Session session,
        IReadOnlyDictionary<Guid, Duplicate> duplicates,
        string key,
        CancellationToken ct
    )
    {
        foreach (var duplicate in duplicates.Values)
            await session.AsSystem(
                () =>
                    session.Execute(
                        """
                        insert into merge_tasks (id, scope_key, resident_id, other_id, created_at)
                        values (
                            @id,
                            coalesce(
                                (
                                    select key
                                    from platform.areas
                                    where key = any (@common)
                                    order by length(key) desc
                                    limit 1
                                ),
                                ''
                            ),
                            @ResidentId, @OriginalId, @Now
                        )
                        """,
                        new
                        {
                            id = Guid.CreateVersion7(session.Now),
                            common = CommonPrefixes(key, duplicate.OriginalKey),
                            duplicate.ResidentId,
                            duplicate.OriginalId,
                            session.Now,
                        },
                        ct
                    ),
                ct
            );
    }

    /// <summary>All common prefixes of two keys, the longest last.</summary>
    static string[] CommonPrefixes(string one, string other)
    {
        var length = one.AsSpan().CommonPrefixLength(other);
        return [.. Enumerable.Range(1, length).Select(n => one[..n])];
    }

    sealed record Known(Guid Id, byte[] CitizenIdIndex, Guid? DuplicateOf, string ScopeKey);
}

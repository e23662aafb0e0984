using System.Buffers.Binary;
using Census.Domain;
using Census.Features.Residents;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Census.Features.Households;

/// <summary>A new resident whose identity number is already registered where the caller cannot see.</summary>
sealed record Duplicate(Guid ResidentId, Guid OriginalId, string OriginalKey);

/// <summary>
/// One identity number registered twice. Where the caller sees the earlier registration she is told; where she does
/// not, telling would leak it: hers is saved like any other, and whoever answers for both areas gets a task.
/// </summary>
static class Duplicates
{
    const string Find =
        "select id, citizen_id_index, duplicate_of, scope_key from residents where citizen_id_index = any (@indexes)";

    /// <returns>The duplicates outside the caller's sight, by the new resident's id.</returns>
    /// <exception cref="ProblemException">CEN-0001: some are registered inside it.</exception>
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
        // Whoever registers one of these numbers at the same moment waits here, so that the second sees the first.
        await session.Execute(
            "select pg_advisory_xact_lock(turn) from unnest(@turns) turn",
            new { turns = indexes.Select(i => BinaryPrimitives.ReadInt64BigEndian(i)).Order().ToArray() },
            ct
        );

        var known = await session.Query<Known>(Find, new { indexes }, ct);
        var told = numbered
            .Where(n => known.Any(k => k.CitizenIdIndex.AsSpan().SequenceEqual(n.Index)))
            .Select(n => Problems.Registered.At($"/residents/{n.At}/citizenId"))
            .ToList();
        if (told.Count > 0)
            throw new ProblemException(Problems.AlreadyRegistered, told);

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

    /// <summary>Raises a task for each where the two areas meet.</summary>
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

    /// <summary>Every key that could be above both, the longest last.</summary>
    static string[] CommonPrefixes(string one, string other)
    {
        var length = one.AsSpan().CommonPrefixLength(other);
        return [.. Enumerable.Range(1, length).Select(n => one[..n])];
    }

    sealed record Known(Guid Id, byte[] CitizenIdIndex, Guid? DuplicateOf, string ScopeKey);
}

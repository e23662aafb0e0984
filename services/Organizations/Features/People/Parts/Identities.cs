using System.Buffers.Binary;
using ServiceDefaults.Data;

namespace Organizations.Features.People;

/// <summary>
/// Whoever enters a citizen id waits here for whoever else enters the same one, and then sees what that one entered.
/// </summary>
static class Identities
{
    /// <summary>A file of 100,000 people may not take a lock for each: ids share this many.</summary>
    const int Turns = 1_024;

    const string Lock = """
        select count(pg_advisory_xact_lock(h))
        from (select distinct hashtextextended('person ' || t, 0) as h from unnest(@turns) t order by 1) s
        """;

    /// <summary>Holds these identities until the commit; look for them only after it.</summary>
    /// <param name="marks">Blind indexes of citizen ids or, of those without one, of telephones; null is none.</param>
    public static Task HoldAsync(Session session, IEnumerable<byte[]?> marks, CancellationToken ct) =>
        marks.OfType<byte[]>().Select(m => BinaryPrimitives.ReadUInt16BigEndian(m) % Turns).Distinct().ToArray()
            is { Length: > 0 } turns
            ? session.Execute(Lock, new { turns }, ct)
            : Task.CompletedTask;
}

using System.Buffers.Binary;
using ServiceDefaults.Data;

namespace Organizations.Features.People;

/// <summary>
/// Serializes transactions that enter the same citizen id: the second waits, then sees the first one's record.
/// </summary>
static class Identities
{
    /// <summary>Number of locks that ids share: a file of 100,000 people must not take one for each.</summary>
    const int Turns = 1_024;

    const string Lock = """
        select count(pg_advisory_xact_lock(h))
        from (select distinct hashtextextended('person ' || t, 0) as h from unnest(@turns) t order by 1) s
        """;

    /// <summary>Locks these identities until the commit; search for them only afterwards.</summary>
    /// <param name="marks">Blind indexes of citizen ids or, without one, of telephones; null for none.</param>
    public static Task HoldAsync(Session session, IEnumerable<byte[]?> marks, CancellationToken ct) =>
        marks.OfType<byte[]>().Select(m => BinaryPrimitives.ReadUInt16BigEndian(m) % Turns).Distinct().ToArray()
            is { Length: > 0 } turns
            ? session.Execute(Lock, new { turns }, ct)
            : Task.CompletedTask;
}

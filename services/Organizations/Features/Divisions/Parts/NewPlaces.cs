using System.Buffers.Binary;
using System.Security.Cryptography;
using Organizations.Domain;
using ServiceDefaults.Data;

namespace Organizations.Features.Divisions;

/// <summary>Gives a file's new divisions their ids and their places in the tree.</summary>
static class NewPlaces
{
    const string Last = "select id, last_key_below(key) as last from unnest(@ids, @keys) p (id, key)";

    public static async Task GiveAsync(DivisionForest forest, Session session, CancellationToken ct)
    {
        Dictionary<Guid, string> above = new() { [Guid.Empty] = "" };
        foreach (var entry in forest.Entries.Where(e => !e.IsKnown))
            if ((entry.UpperKnown ?? entry.Upper?.Known) is { } parent)
                above[parent.Id] = parent.Key;
        var last = await session.Query<Place>(
            Last,
            new { ids = above.Keys.ToArray(), keys = above.Values.ToArray() },
            ct
        );
        var next = last.ToDictionary(p => p.Id, p => DivisionKey.Next(above[p.Id], p.Last));
        forest.Place(next, NewIds(session.Now));
    }

    /// <summary>
    /// UUIDs of version 7 (RFC 9562) with random bits drawn a thousand at a time: one system call for each would cost
    /// as much as the rest of the placing.
    /// </summary>
    static Func<Guid> NewIds(DateTimeOffset now)
    {
        var (random, at) = (new byte[16 * 1_000], int.MaxValue);
        return () =>
        {
            if (at >= random.Length)
            {
                RandomNumberGenerator.Fill(random);
                at = 0;
            }
            var bytes = random.AsSpan(at, 16);
            at += 16;
            BinaryPrimitives.WriteInt64BigEndian(
                bytes,
                (now.ToUnixTimeMilliseconds() << 16) | 0x7000 | (BinaryPrimitives.ReadInt64BigEndian(bytes) & 0x0FFF)
            );
            bytes[8] = (byte)(bytes[8] & 0x3F | 0x80);
            return new Guid(bytes, bigEndian: true);
        };
    }

    sealed record Place(Guid Id, string? Last);
}

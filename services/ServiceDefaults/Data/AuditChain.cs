using System.Security.Cryptography;
using System.Text;

namespace ServiceDefaults.Data;

/// <summary>
/// The audit as a chain: one writer numbers the rows and gives each a hash over its content and the hash before it, so that no row can be changed, taken out or
/// put in unseen. `audit` walks it.
/// </summary>
static class AuditChain
{
    const int Step = 5_000;
    const string Content =
        "json_build_array(position, extract(epoch from at), caller_kind, caller_id, purpose, action, subjects, trace_id)::text";

    /// <summary>Chains what is not chained yet, at most one step; the caller holds the writer's lock.</summary>
    public static async Task ExtendAsync(Session session, CancellationToken ct)
    {
        var rows = await session.Query<Row>(
            $"select position, {Content} as content from platform.audit where chain_no is null order by position limit {Step}",
            ct: ct
        );
        if (rows.Count == 0)
            return;
        var last = await session.Find<Link>(
            "select chain_no, hash from platform.audit where chain_no is not null order by chain_no desc limit 1",
            ct: ct
        );
        var (number, hash) = (last?.ChainNo ?? 0, last?.Hash ?? []);
        foreach (var row in rows)
        {
            hash = Next(hash, row.Content);
            session.Defer(
                "update platform.audit set chain_no = $1, hash = $2 where position = $3",
                ++number,
                hash,
                row.Position
            );
        }
    }

    /// <returns>How many rows hold, and the number of the first that does not; null where all do.</returns>
    public static async Task<(long Intact, long? Broken)> VerifyAsync(Session session, CancellationToken ct)
    {
        var (number, hash) = (0L, Array.Empty<byte>());
        while (true)
        {
            var rows = await session.Query<Kept>(
                $"select chain_no, hash, {Content} as content from platform.audit where chain_no > @number order by chain_no limit {Step}",
                new { number },
                ct
            );
            foreach (var row in rows)
            {
                hash = Next(hash, row.Content);
                if (row.ChainNo != number + 1 || !hash.AsSpan().SequenceEqual(row.Hash))
                    return (number, number + 1);
                number++;
            }
            if (rows.Count < Step)
                return (number, null);
        }
    }

    /// <summary>The operator's command.</summary>
    public static async Task VerifyAsync(
        Session session,
        IReadOnlyList<string> args,
        IServiceProvider services,
        CancellationToken ct
    )
    {
        var (intact, broken) = await VerifyAsync(session, ct);
        if (broken is not null)
            throw new StartupException($"The audit was tampered with: {intact} rows hold, row {broken} does not.");
        Console.WriteLine($"{intact} rows hold");
    }

    static byte[] Next(byte[] before, string content) =>
        SHA256.HashData([.. before, .. Encoding.UTF8.GetBytes(content)]);

    sealed record Row(long Position, string Content);

    sealed record Link(long ChainNo, byte[] Hash);

    sealed record Kept(long ChainNo, byte[] Hash, string Content);
}

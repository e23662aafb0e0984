using System.Security.Cryptography;
using System.Text;
using ServiceDefaults.Sealing;

namespace ServiceDefaults.Data;

/// <summary>What is wrong with the audit first.</summary>
/// <param name="Number">Of the first row that does not hold; null where it has none.</param>
/// <param name="At">Its time, or of the last row before it.</param>
sealed record AuditFault(long? Number, DateTimeOffset? At, string What)
{
    public override string ToString() =>
        $"{What}{(Number is { } n ? $" (number {n}" : " (")}{(At is { } at ? $"{(Number is null ? "" : ", ")}{at:u}" : "")})".Replace(
            " ()",
            "",
            StringComparison.Ordinal
        );
}

/// <param name="Head">Up to where it holds; kept outside it is where the next check begins.</param>
/// <param name="Intact">How many rows were looked at and hold.</param>
sealed record AuditVerdict(AuditHead? Head, long Intact, AuditFault? Fault);

/// <summary>
/// Walks the chain of the audit, from its beginning or from a head that was kept outside, and finds the first thing
/// that is not as its writer left it.
/// </summary>
sealed class AuditCheck(Session session)
{
    /// <summary>
    /// The writer numbers a row within seconds; one that waits longer was put beside it, or nobody writes.
    /// </summary>
    internal static readonly TimeSpan Lag = TimeSpan.FromMinutes(15);

    const string Rows = $"""
        select position, at, chain_no, hash, chain_key, {AuditChain.Content} as content
        from platform.audit
        where chain_no >= @number and (chain_no, position) > (@number, @position)
        order by chain_no, position
        limit @Step
        """;
    const string Odd = """
        select chain_no, at
        from platform.audit
        where chain_no < 1 or (chain_no is null and (hash is not null or chain_key is not null))
        order by chain_no, position
        limit 1
        """;
    const string Waiting = """
        select count(*) as number, min(at) as since
        from platform.audit
        where chain_no is null and at < @before
        """;
    const string Emptied = """
        select s.is_called and not exists (select from platform.audit)
        from platform.audit_position_seq s
        """;

    readonly Sealer _sealer = session.Sealer;
    AuditHead _at = new(0, []);
    DateTimeOffset? _time;
    long _position;
    long _begun;

    /// <summary>The operator's command.</summary>
    /// <exception cref="StartupException">What is given is no head.</exception>
    public static async Task<ExitCode> RunAsync(
        Session session,
        IReadOnlyList<string> args,
        IServiceProvider services,
        CancellationToken ct
    )
    {
        AuditHead? since = args switch
        {
            [] => null,
            ["--since", var text] when AuditHead.Parse(text) is { } head => head,
            _ => throw new StartupException(
                "Give nothing, or --since and a head as `audit` and the log say it: number.hash."
            ),
        };
        await session.RollbackAsync(); // The tree of areas is not held meanwhile, and all is seen at one moment.
        await session.EnterAsync(CallerClaim.System with { TreeLock = TreeLock.Snapshot }, ct);
        var verdict = await new AuditCheck(session).RunAsync(since, ct);
        if (verdict.Fault is { } fault)
        {
            await Console.Error.WriteLineAsync(
                $"The audit does not hold: {fault}. {verdict.Intact} rows before it hold."
            );
            return new(1);
        }
        Console.WriteLine($"{verdict.Intact} rows hold, head {verdict.Head}");
        return default;
    }

    /// <param name="since">A head that was kept outside: rows up to it are taken to hold where its own row
    /// does.</param>
    public async Task<AuditVerdict> RunAsync(AuditHead? since, CancellationToken ct)
    {
        var fault = await FindAsync(since, ct);
        return new(_at.Number > 0 ? _at : null, _at.Number - _begun, fault);
    }

    async Task<AuditFault?> FindAsync(AuditHead? since, CancellationToken ct)
    {
        try
        {
            return await session.Find<AuditRecord>(AuditRecord.Read, ct: ct) switch
            {
                null => new(null, null, "the record of its head is gone"),
                { Seal: null } => new(null, null, "it was not chained under a key yet: does the service run?"),
                var record when !record.IsIntact(_sealer) => new(
                    record.ChainNo,
                    null,
                    "the record of its head was changed"
                ),
                var record => await OddAsync(ct)
                    ?? (since is null ? null : await BeginAsync(since, record, ct))
                    ?? await WalkAsync(record, ct)
                    ?? await BesideAsync(ct),
            };
        }
        catch (CryptographicException e)
        {
            return new(_at.Number + 1, _time, e.Message.TrimEnd('.'));
        }
    }

    async Task<AuditFault?> OddAsync(CancellationToken ct) =>
        await session.Find<Place>(Odd, ct: ct) is { } odd
            ? new(odd.ChainNo, odd.At, "a row has a number or a link that the writer gives to none")
            : null;

    async Task<AuditFault?> BeginAsync(AuditHead since, AuditRecord record, CancellationToken ct)
    {
        var row = await session.Find<Row>(
            $"""
            select position, at, chain_no, hash, chain_key, {AuditChain.Content} as content
            from platform.audit
            where chain_no = @Number
            """,
            new { since.Number },
            ct
        );
        if (row is null)
            return new(
                Math.Min(since.Number, record.ChainNo + 1),
                null,
                $"the row of the head {since} is gone; the chain ends at {record.ChainNo}"
            );
        if (!since.IsAs(new(row.ChainNo, row.Hash ?? [])))
            return new(
                row.ChainNo,
                row.At,
                "the row is not the one of the given head: the chain up to it was written anew"
            );
        (_at, _time, _position, _begun) = (since, row.At, row.Position, since.Number);
        return null;
    }

    async Task<AuditFault?> WalkAsync(AuditRecord record, CancellationToken ct)
    {
        while (true)
        {
            var rows = await session.Query<Row>(
                Rows,
                new
                {
                    number = Math.Max(1, _at.Number),
                    position = _position,
                    AuditChain.Step,
                },
                ct
            );
            foreach (var row in rows)
            {
                if (Judge(row, record) is { } what)
                    return new(Math.Min(row.ChainNo, _at.Number + 1), row.At, what);
                (_at, _time, _position) = (new(row.ChainNo, row.Hash!), row.At, row.Position);
            }
            if (rows.Count < AuditChain.Step)
                return _at.Number < record.ChainNo
                    ? new(_at.Number + 1, _time, $"the last rows are gone, up to number {record.ChainNo}")
                    : null;
        }
    }

    /// <returns>What is wrong with the next row; null where it holds.</returns>
    string? Judge(Row row, AuditRecord record)
    {
        var expected = _at.Number + 1;
        if (row.ChainNo > expected)
            return $"rows are gone, up to number {row.ChainNo - 1}";
        if (row.ChainNo < expected)
            return "a number is given twice";
        if (row.ChainNo > record.ChainNo)
            return "a row was put behind the head";
        if (row.ChainKey is null != row.ChainNo <= record.Unkeyed)
            return "a row is chained under no key, or under one before there was any";
        var hash = row.ChainKey is null
            ? SHA256.HashData([.. _at.Hash, .. Encoding.UTF8.GetBytes(row.Content)])
            : AuditRecord.Next(_sealer, row.ChainKey, _at, row.Content);
        return row.Hash is not null && CryptographicOperations.FixedTimeEquals(hash, row.Hash)
            ? null
            : "the row, or the one before it, is not what was chained";
    }

    /// <summary>What no number holds fast.</summary>
    async Task<AuditFault?> BesideAsync(CancellationToken ct)
    {
        if (await session.Find<Beside>(Waiting, new { before = session.Now - Lag }, ct) is { Number: > 0 } waiting)
            return new(null, waiting.Since, $"{waiting.Number} rows have waited for their number too long");
        return _at.Number == 0 && await session.Find<bool>(Emptied, ct: ct)
            ? new(1, null, "it is empty, though rows were written")
            : null;
    }

    sealed record Row(long Position, DateTimeOffset At, long ChainNo, byte[]? Hash, string? ChainKey, string Content);

    sealed record Place(long? ChainNo, DateTimeOffset At);

    sealed record Beside(long Number, DateTimeOffset? Since);
}

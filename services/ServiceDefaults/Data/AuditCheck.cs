using System.Security.Cryptography;
using System.Text;
using ServiceDefaults.Sealing;

namespace ServiceDefaults.Data;

/// <summary>The first fault in the audit.</summary>
/// <param name="Number">Number of the first faulty row; null where it has none.</param>
/// <param name="At">Time of that row, or of the last row before it.</param>
sealed record AuditFault(long? Number, DateTimeOffset? At, string What)
{
    public override string ToString() =>
        $"{What}{(Number is { } n ? $" (number {n}" : " (")}{(At is { } at ? $"{(Number is null ? "" : ", ")}{at:u}" : "")})".Replace(
            " ()",
            "",
            StringComparison.Ordinal
        );
}

/// <param name="Head">The last intact row; a copy kept outside the database lets the next check begin there.</param>
/// <param name="Intact">Number of rows checked and found intact.</param>
sealed record AuditVerdict(AuditHead? Head, long Intact, AuditFault? Fault);

/// <summary>
/// Verifies the chain of the audit, from its beginning or from a head kept outside the database, and finds the first
/// fault.
/// </summary>
sealed class AuditCheck(Session session)
{
    /// <summary>
    /// The writer numbers a row within seconds. A row that waits longer has lost its number, or no writer runs.
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
    /// <exception cref="StartupException">The argument is not a head.</exception>
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
                "Give no argument, or --since and a head as `audit` prints it and the log has it: number.hash."
            ),
        };
        await session.Rollback(); // One snapshot for the whole check, without the tree lock.
        await session.Enter(CallerClaim.System with { TreeLock = TreeLock.Snapshot }, ct);
        var verdict = await new AuditCheck(session).RunAsync(since, ct);
        if (verdict.Fault is { } fault)
        {
            await Console.Error.WriteLineAsync(
                $"The audit is not intact: {fault}. {verdict.Intact} rows before it are intact."
            );
            return new(1);
        }
        Console.WriteLine($"{verdict.Intact} rows are intact, head {verdict.Head}");
        return default;
    }

    /// <param name="since">A head kept outside the database: rows up to it count as intact if its own row is.</param>
    public async Task<AuditVerdict> RunAsync(AuditHead? since, CancellationToken ct)
    {
        var fault = await FindAsync(since, ct);
        return new(_at.Number > 0 ? _at : null, _at.Number - _begun, fault);
    }

    async Task<AuditFault?> FindAsync(AuditHead? since, CancellationToken ct)
    {
        try
        {
            return await session.Find<AuditRecord>(AuditRecord.Read, ct) switch
            {
                null => new(null, null, "the record of its head is missing"),
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
        await session.Find<Place>(Odd, ct) is { } odd
            ? new(odd.ChainNo, odd.At, "a row has a number or a link that the writer cannot have given")
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
                "the row is not the one of the given head: the chain up to it was rewritten"
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
                    ? new(_at.Number + 1, _time, $"the last rows are missing, up to number {record.ChainNo}")
                    : null;
        }
    }

    /// <returns>The fault of the next row; null where it is intact.</returns>
    string? Judge(Row row, AuditRecord record)
    {
        var expected = _at.Number + 1;
        if (row.ChainNo > expected)
            return $"rows are missing, up to number {row.ChainNo - 1}";
        if (row.ChainNo < expected)
            return "a number occurs twice";
        if (row.ChainNo > record.ChainNo)
            return "a row was inserted after the head";
        if (row.ChainKey is null != row.ChainNo <= record.Unkeyed)
            return "a row has no key, or has one from before there was any";
        var hash = row.ChainKey is null
            ? SHA256.HashData([.. _at.Hash, .. Encoding.UTF8.GetBytes(row.Content)])
            : AuditRecord.Next(_sealer, row.ChainKey, _at, row.Content);
        return row.Hash is not null && CryptographicOperations.FixedTimeEquals(hash, row.Hash)
            ? null
            : "the row, or the one before it, was changed";
    }

    /// <summary>Faults that the numbers cannot show: rows without a number, and an emptied table.</summary>
    async Task<AuditFault?> BesideAsync(CancellationToken ct)
    {
        if (await session.Find<Beside>(Waiting, new { before = session.Now - Lag }, ct) is { Number: > 0 } waiting)
            return new(null, waiting.Since, $"{waiting.Number} rows have waited for their number too long");
        return _at.Number == 0 && await session.Find<bool>(Emptied, ct)
            ? new(1, null, "it is empty, although rows were written")
            : null;
    }

    sealed record Row(long Position, DateTimeOffset At, long ChainNo, byte[]? Hash, string? ChainKey, string Content);

    sealed record Place(long? ChainNo, DateTimeOffset At);

    sealed record Beside(long Number, DateTimeOffset? Since);
}

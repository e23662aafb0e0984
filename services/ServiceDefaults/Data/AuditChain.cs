using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace ServiceDefaults.Data;

/// <summary>
/// The hash chain of the audit. One writer numbers the rows and links each to the row before it under a key that is not
/// in the database (<see cref="Sealing.Sealer.AuditMac"/>), so that a changed, deleted or inserted row is detected.
/// <see cref="AuditCheck"/> verifies it.
/// </summary>
static class AuditChain
{
    public const int Step = 5_000;
    public const string Content =
        "json_build_array(position, extract(epoch from at), caller_kind, caller_id, purpose, action, "
        + "subjects, trace_id)::text";
    const string Waiting = $"""
        select position, {Content} as content from platform.audit where chain_no is null order by position limit @Step
        """;

    /// <summary>
    /// Chains up to <see cref="Step"/> rows that are not chained yet; the caller holds the writer's lock. A head that
    /// fails its check is not extended.
    /// </summary>
    /// <returns>The head after the commit; null where the head fails its check.</returns>
    public static async Task<AuditHead?> ExtendAsync(Session session, ILogger log, CancellationToken ct)
    {
        var (sealer, record) = (session.Sealer, await session.Find<AuditRecord>(AuditRecord.Read, ct));
        if (!IsIntact(record, session, log))
            return null;
        var rows = await session.Query<Row>(Waiting, new { Step }, ct);
        if (rows.Count == 0 && record!.Seal is not null)
            return record.Head;
        if (record!.Seal is null)
            log.Log(
                record.Unkeyed > 0 ? LogLevel.Warning : LogLevel.Information,
                "the audit is chained under key {Key} from here on, after {Unkeyed} rows that were "
                    + "chained without one, the last with {Head}",
                sealer.AuditKey,
                record.Unkeyed,
                record.Head.ToString()
            );
        var (key, head, hashes) = (sealer.AuditKey, record.Head, new List<byte[]>());
        foreach (var row in rows)
        {
            head = new(head.Number + 1, AuditRecord.Next(sealer, key, head, row.Content));
            hashes.Add(head.Hash);
        }
        session.Defer(
            "select platform.chain_audit(@ChainNo, @positions, @hashes, @head, @key, @seal)",
            new
            {
                record.ChainNo,
                positions = rows.Select(r => r.Position).ToArray(),
                hashes = hashes.ToArray(),
                head = head.Hash,
                key,
                seal = AuditRecord.SealOf(sealer, key, record.Unkeyed, head),
            }
        );
        return head;
    }

    static bool IsIntact(AuditRecord? record, Session session, ILogger log)
    {
        try
        {
            if (record is not null && (record.Seal is null || record.IsIntact(session.Sealer)))
                return true;
            log.LogError(
                "the audit is chained no further: the record of its head was changed or is missing; run `audit`"
            );
        }
        catch (CryptographicException e)
        {
            log.LogError("the audit is chained no further: {Error}", e.Message);
        }
        return false;
    }

    sealed record Row(long Position, string Content);
}

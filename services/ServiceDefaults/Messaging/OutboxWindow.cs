using Contracts;
using Npgsql;

namespace ServiceDefaults.Messaging;

/// <summary>The part of the outbox that a relay reads and sends at a time.</summary>
static class OutboxWindow
{
    public const int Rows = 2_000;

    /// <summary>
    /// Limits a window by the size of bodies, since large events have hundreds of times the usual size; at least one
    /// event is read.
    /// </summary>
    public const int Bytes = 4 << 20;

    const string Next = """
        select id, event_id, stream, type, aggregate_id, seq, body, traceparent, occurred_at, destination from (
            select o.id, e.id as event_id, e.stream, e.type, o.aggregate_id, e.seq, e.body, e.traceparent,
                e.occurred_at, o.destination,
                sum(octet_length(e.body)) over (
                       order by o.id rows between unbounded preceding and 1 preceding
                ) as before
            from platform.outbox o join platform.events e on e.position = o.event_position
            where o.lane = $1 and o.id > $2 and not coalesce(o.destination, e.stream) = any ($5)
              and not exists (select from platform.parked_out p where p.aggregate_id = o.aggregate_id)
              order by o.id
              limit $3) w
        where coalesce(before, 0) < $4 order by id
        """;

    public static async Task<List<OutboxRow>> ReadAsync(
        NpgsqlConnection db,
        Lane lane,
        long after,
        PausedTargets paused,
        CancellationToken ct
    )
    {
        await using var command = new NpgsqlCommand(Next, db)
        {
            Parameters =
            {
                new() { Value = (short)lane },
                new() { Value = after },
                new() { Value = Rows },
                new() { Value = (long)Bytes },
                new() { Value = paused.Waiting },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        List<OutboxRow> rows = [];
        while (await reader.ReadAsync(ct))
            rows.Add(
                new(
                    reader.GetInt64(0),
                    reader.GetGuid(1),
                    reader.GetString(2),
                    reader.GetString(3),
                    reader.GetGuid(4),
                    reader.GetInt64(5),
                    reader.GetFieldValue<byte[]>(6),
                    reader.IsDBNull(7) ? null : reader.GetString(7),
                    reader.GetDateTime(8),
                    reader.IsDBNull(9) ? null : reader.GetString(9)
                )
            );
        return rows;
    }

    /// <summary>Whether more rows may follow the window.</summary>
    public static bool IsFull(List<OutboxRow> rows) =>
        rows.Count == Rows || rows.Sum(r => (long)r.Body.Length) >= Bytes;
}

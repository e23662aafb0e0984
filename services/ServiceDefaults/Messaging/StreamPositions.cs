using Dapper;
using ServiceDefaults.Data;

namespace ServiceDefaults.Messaging;

/// <summary>
/// The applied sequence of each aggregate, locked until the commit, and its waiting events; read in one round trip.
/// </summary>
sealed record StreamPositions(Dictionary<Guid, Position> Positions, List<Waiting> Waiting)
{
    /// <summary>
    /// A repeated delivery conflicts with its row and is skipped. The database's clock sets the time, because all
    /// replicas share it.
    /// </summary>
    const string Remember = """
        insert into platform.inbox (event_id, aggregate_id, seq, stream, received_at)
        select *
        from (
            select unnest(@ids) as id, unnest(@aggregates), unnest(@seqs), unnest(@streams), statement_timestamp()
        ) x
        order by id
        on conflict do nothing
        returning event_id;

        """;
    const string Look = """
        select aggregate_id, stream, seq
        from platform.streams
        where aggregate_id = any (@aggregates)
        order by aggregate_id
        for update;
        select event_id, lane, stream, type, aggregate_id, seq, body, traceparent, occurred_at, parked_at
        from platform.waiting
        where aggregate_id = any (@aggregates) order by received_at
        """;

    public static Task<StreamPositions> OfAsync(Guid aggregateId, Session session, CancellationToken ct) =>
        AskAsync(Look, new { aggregates = new[] { aggregateId } }, ReadAsync, session, ct);

    /// <summary>Writes the inbox rows.</summary>
    public static Task RememberAsync(List<Arrival> batch, Session session, CancellationToken ct) =>
        session.Execute(Remember, Rows(batch), ct);

    /// <summary>Writes the inbox rows first.</summary>
    /// <returns>The arrivals that are new, and the state of their aggregates.</returns>
    public static Task<(List<Arrival> Fresh, StreamPositions State)> WithAsync(
        List<Arrival> batch,
        Session session,
        CancellationToken ct
    ) =>
        AskAsync(
            Remember + Look,
            Rows(batch),
            async answers =>
            {
                var fresh = (await answers.ReadAsync<Guid>()).ToHashSet();
                return (batch.FindAll(a => fresh.Remove(a.EventId)), await ReadAsync(answers));
            },
            session,
            ct
        );

    static object Rows(List<Arrival> batch) =>
        new
        {
            ids = batch.ConvertAll(a => a.EventId).ToArray(),
            aggregates = batch.ConvertAll(a => a.AggregateId).ToArray(),
            seqs = batch.ConvertAll(a => a.Seq).ToArray(),
            streams = batch.ConvertAll(a => a.Stream).ToArray(),
        };

    static Task<T> AskAsync<T>(
        string sql,
        object args,
        Func<SqlMapper.GridReader, Task<T>> read,
        Session session,
        CancellationToken ct
    ) =>
        session.Ask(
            async connection =>
            {
                await using var answers = await connection.QueryMultipleAsync(session.Command(sql, args, ct));
                return await read(answers);
            },
            ct
        );

    static async Task<StreamPositions> ReadAsync(SqlMapper.GridReader answers) =>
        new(
            (await answers.ReadAsync<Position>()).ToDictionary(p => p.AggregateId),
            (await answers.ReadAsync<Waiting>()).AsList()
        );
}

sealed record Position(Guid AggregateId, string Stream, long Seq);

sealed record Waiting(
    Guid EventId,
    short Lane,
    string Stream,
    string Type,
    Guid AggregateId,
    long Seq,
    string Body,
    string? Traceparent,
    DateTimeOffset OccurredAt,
    DateTimeOffset? ParkedAt
)
{
    public Arrival Arrival => new(EventId, Lane, Stream, Type, AggregateId, Seq, Body, Traceparent, OccurredAt);
}

using System.Globalization;
using Npgsql;
using ServiceDefaults.Data;

namespace ServiceDefaults.Messaging;

/// <summary>
/// What a publisher has published, short enough to be carried to its receivers: for each aggregate of its streams a
/// print of every event, by sequence. A line each, in the order of the aggregates' ids, so that two ends are compared
/// while they are read. It says nothing about anybody: ids and prints of ids.
/// </summary>
static class EventDigest
{
    /// <summary>Characters of a print: the last 32 random bits of an event's id.</summary>
    public const int PrintLength = 8;

    const string First = "heads 1";

    /// <summary>Numbers are counted over all events of an aggregate, whatever their stream.</summary>
    const string Aggregates = """
        select e.aggregate_id, greatest(max(e.seq), max(a.seq)), string_agg(right(e.id::text, 8), '' order by e.seq)
        from platform.events e
        left join platform.aggregates a on a.id = e.aggregate_id
        where e.stream = $1
        group by e.aggregate_id
        order by e.aggregate_id
        """;
    const string Whole = """
        select string_agg(right(id::text, 8), '' order by seq),
            array_agg(distinct stream) filter (where stream <> $2),
            array_agg(seq order by seq) filter (where stream <> $2)
        from platform.events where aggregate_id = $1 and seq <= $3
        """;

    public static string Print(Guid eventId) => eventId.ToString()[^PrintLength..];

    /// <summary>
    /// Says up to when the receiver has received, by its database's clock: whatever its publishers' heads, which are
    /// written after this, do not hold of it, they have lost.
    /// </summary>
    public static async Task MarkAsync(NpgsqlDataSource source, string service, TextWriter output, CancellationToken ct)
    {
        await using var command = source.CreateCommand(
            "select least(max(received_at), clock_timestamp()) from platform.inbox"
        );
        await output.WriteLineAsync($"mark {service} {await command.ExecuteScalarAsync(ct):O}");
    }

    /// <summary>Reads the receivers' marks to their end, and only then writes what is published here.</summary>
    /// <exception cref="StartupException">An aggregate's history has a hole: this database is damaged, and nobody must
    /// be compared with it.</exception>
    public static async Task WriteAsync(
        NpgsqlDataSource source,
        string service,
        TextReader marks,
        TextWriter output,
        CancellationToken ct
    )
    {
        var told = await marks.ReadToEndAsync(ct);
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var count = new NpgsqlCommand("select count(*) from platform.outbox", connection);
        await output.WriteLineAsync($"{First} {service} {await count.ExecuteScalarAsync(ct)}");
        foreach (
            var mark in told.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Where(l => l.StartsWith("mark ", StringComparison.Ordinal))
        )
            await output.WriteLineAsync(mark.TrimEnd());
        await using var all = new NpgsqlCommand(
            "select coalesce(array_agg(distinct stream), '{}') from platform.events where stream not like 'platform.%'",
            connection
        );
        foreach (var stream in (string[])(await all.ExecuteScalarAsync(ct))!)
        {
            await output.WriteLineAsync("stream " + stream);
            await using var command = new NpgsqlCommand(Aggregates, connection)
            {
                Parameters = { new() { Value = stream } },
            };
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                var (aggregate, last, prints) = (reader.GetGuid(0), reader.GetInt64(1), reader.GetString(2));
                await output.WriteLineAsync(
                    last * PrintLength == prints.Length
                        ? $"{aggregate} {prints}"
                        : await WithOthersAsync(source, stream, aggregate, last, ct)
                );
            }
        }
        await output.WriteLineAsync("end " + service);
    }

    /// <summary>
    /// An aggregate that once published on several streams (now it can not): the line has all its events, for followers
    /// of this stream need every number, and a second line names the numbers that this stream lacks.
    /// </summary>
    /// <exception cref="StartupException">A number has no event on any stream.</exception>
    static async Task<string> WithOthersAsync(
        NpgsqlDataSource source,
        string stream,
        Guid aggregate,
        long last,
        CancellationToken ct
    )
    {
        await using var command = source.CreateCommand(Whole);
        command.Parameters.Add(new() { Value = aggregate });
        command.Parameters.Add(new() { Value = stream });
        command.Parameters.Add(new() { Value = last });
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        var prints = reader.GetString(0);
        return prints.Length == last * PrintLength && !await reader.IsDBNullAsync(1, ct)
            ? $"{aggregate} {prints}\nhole {aggregate} {string.Join(',', (string[])reader[1])} "
                + $"{string.Join(',', (long[])reader[2])}"
            : throw new StartupException(
                $"The history of {stream} {aggregate} has a hole: restore this database from a backup that is whole."
            );
    }

    /// <summary>Reads the heads of one publisher; null where there are no more.</summary>
    /// <param name="input">Heads of one or several publishers, one after the other.</param>
    /// <param name="receiver">Whose mark is looked for.</param>
    /// <param name="take">Gets every line that names an aggregate, in the order of streams and ids.</param>
    /// <param name="ct">Ends it.</param>
    /// <exception cref="StartupException">They are not whole: nothing must be concluded from them.</exception>
    public static async Task<Summary?> ReadAsync(
        TextReader input,
        string receiver,
        Func<string, string, Guid, string, ValueTask> take,
        CancellationToken ct
    )
    {
        if (await input.ReadLineAsync(ct) is not { } head)
            return null;
        if (
            head.Split(' ') is not ["heads", "1", var service, var waiting]
            || !long.TryParse(waiting, CultureInfo.InvariantCulture, out var outbox)
        )
            throw new StartupException(
                "Standard input does not begin with the heads of a publisher, as `reconcile heads` writes them."
            );
        var (mark, stream) = ((DateTimeOffset?)null, "");
        List<OtherStreamNumbers> onOtherStreams = [];
        while (await input.ReadLineAsync(ct) is { } line)
        {
            switch (line.Split(' '))
            {
                case ["end", var ended] when ended == service:
                    return new(service, outbox, mark, onOtherStreams);
                case ["mark", var who, var at]
                    when DateTimeOffset.TryParse(
                        at,
                        CultureInfo.InvariantCulture,
                        DateTimeStyles.AssumeUniversal,
                        out var moment
                    ):
                    if (who == receiver)
                        mark = moment;
                    break;
                case ["stream", var name]:
                    stream = name;
                    break;
                case ["hole", var id, var others, var numbers]
                    when stream.Length > 0 && Guid.TryParse(id, out var aggregate):
                    onOtherStreams.Add(new(stream, aggregate, numbers, others));
                    break;
                case [var id, var prints]
                    when stream.Length > 0 && prints.Length % PrintLength == 0 && Guid.TryParse(id, out var aggregate):
                    await take(service, stream, aggregate, prints);
                    break;
                default:
                    throw new StartupException($"The heads of {service} hold a line that is none of theirs.");
            }
        }
        throw new StartupException(
            $"The heads of {service} have no end: they were cut off on their way. Nothing was compared or changed."
        );
    }

    /// <param name="Outbox">Events it had not yet sent.</param>
    /// <param name="Mark">Up to when the receiver had received when they were written; null where they do not
    /// say.</param>
    /// <param name="OnOtherStreams">Numbers that went to other streams.</param>
    public sealed record Summary(
        string Service,
        long Outbox,
        DateTimeOffset? Mark,
        IReadOnlyList<OtherStreamNumbers> OnOtherStreams
    );

    /// <summary>Numbers of an aggregate that its stream lacks, for they went to others.</summary>
    public sealed record OtherStreamNumbers(string Stream, Guid AggregateId, string Numbers, string Others);
}

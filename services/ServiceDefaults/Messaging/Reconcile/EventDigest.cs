using System.Globalization;
using Npgsql;
using ServiceDefaults.Data;

namespace ServiceDefaults.Messaging.Reconcile;

/// <summary>
/// Digest of all published events: per aggregate the last 8 hex digits of each id, by sequence. One line per aggregate,
/// sorted by its id, so that a receiver compares it while reading. It contains no personal data.
/// </summary>
static class EventDigest
{
    /// <summary>Characters per event: the last 32 random bits of its id, in hexadecimal.</summary>
    public const int PrintLength = 8;

    const string First = "digest 1";

    /// <summary>Sequences count all events of an aggregate, in whatever stream.</summary>
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

    public static ReadOnlySpan<char> PrintAt(string prints, long seq) =>
        prints.AsSpan((int)(seq - 1) * PrintLength, PrintLength);

    /// <summary>
    /// Writes the time of the receiver's last event, by its database's clock. The publishers' digests are written
    /// later: an event received before the mark that is not in them has been lost by its publisher.
    /// </summary>
    public static async Task MarkAsync(NpgsqlDataSource source, string service, TextWriter output, CancellationToken ct)
    {
        await using var command = source.CreateCommand(
            "select least(max(received_at), clock_timestamp()) from platform.inbox"
        );
        await output.WriteLineAsync($"mark {service} {await command.ExecuteScalarAsync(ct):O}");
    }

    /// <summary>Reads the receivers' marks to their end, and only then writes the digest.</summary>
    /// <exception cref="StartupException">An aggregate's history has a gap: this database is damaged and must not be
    /// compared with.</exception>
    public static async Task WriteAsync(
        NpgsqlDataSource source,
        string service,
        TextReader marks,
        TextWriter output,
        CancellationToken ct
    )
    {
        var text = await marks.ReadToEndAsync(ct);
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var count = new NpgsqlCommand("select count(*) from platform.outbox", connection);
        await output.WriteLineAsync($"{First} {service} {await count.ExecuteScalarAsync(ct)}");
        foreach (
            var mark in text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
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
    /// For an aggregate that once published on several streams (no longer possible). The line has all its events,
    /// because followers of this stream need every number; a second line lists the numbers that this stream lacks.
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
                $"The history of {stream} {aggregate} has a gap: restore this database from an undamaged backup."
            );
    }

    /// <summary>Reads the digest of one publisher; null at the end of the input.</summary>
    /// <param name="input">Digests of one or several publishers, one after the other.</param>
    /// <param name="receiver">The service whose mark is returned.</param>
    /// <param name="take">Receives every line of an aggregate, in the order of streams and ids.</param>
    /// <param name="ct">Cancels the reading.</param>
    /// <exception cref="StartupException">A digest is incomplete or malformed; do not draw conclusions from
    /// it.</exception>
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
            head.Split(' ') is not ["digest", "1", var service, var waiting]
            || !long.TryParse(waiting, CultureInfo.InvariantCulture, out var outbox)
        )
            throw new StartupException(
                "Standard input does not begin with the digest of a publisher, as `reconcile digest` writes it."
            );
        var (mark, stream) = ((DateTimeOffset?)null, "");
        List<OtherStreamNumbers> elsewhere = [];
        while (await input.ReadLineAsync(ct) is { } line)
        {
            switch (line.Split(' '))
            {
                case ["end", var ended] when ended == service:
                    return new(service, outbox, mark, elsewhere);
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
                    elsewhere.Add(new(stream, aggregate, numbers, others));
                    break;
                case [var id, var prints]
                    when stream.Length > 0 && prints.Length % PrintLength == 0 && Guid.TryParse(id, out var aggregate):
                    await take(service, stream, aggregate, prints);
                    break;
                default:
                    throw new StartupException($"The digest of {service} contains a line of another form.");
            }
        }
        throw new StartupException(
            $"The digest of {service} has no end: it was cut off in transfer. Nothing was compared or changed."
        );
    }

    /// <param name="Outbox">Number of events not yet sent.</param>
    /// <param name="Mark">The receiver's mark; null where the digest has none.</param>
    /// <param name="Elsewhere">Numbers published on other streams.</param>
    public sealed record Summary(
        string Service,
        long Outbox,
        DateTimeOffset? Mark,
        IReadOnlyList<OtherStreamNumbers> Elsewhere
    );

    /// <summary>Numbers of an aggregate that its stream lacks because they were published on others.</summary>
    public sealed record OtherStreamNumbers(string Stream, Guid AggregateId, string Numbers, string Others);
}

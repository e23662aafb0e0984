using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Testing;

/// <summary>
/// Counts the rows of every table in all four databases, and compares published with applied events. Lost, doubled and
/// half-applied events change the counts.
/// </summary>
public static class Ledger
{
    const string Tables = """
        select table_schema || '.' || table_name from information_schema.tables where table_type = 'BASE TABLE'
          and (
              table_schema = 'public' and table_name not in ('migrations')
              or table_schema = 'platform' and table_name in ('grants', 'timers', 'idempotency', 'areas')
          )
          and table_name not like '%gram%' order by 1
        """;

    const string HowFar = """
        select (select coalesce(max(position), 0) from platform.events) || ' '
            || (select count(*) from platform.inbox) || ' ' || (select count(*) from platform.waiting)
        """;

    const string Kinds = """
        select 'event ' || type as name, count(*) as rows
        from platform.events
        where type not like 'Contracts.Platform.%'
        group by type
        union all
        select 'applied ' || stream, count(*)
        from platform.inbox
        where stream not like 'platform.%'
        group by stream
        union all select 'change ' || entity || ' ' || kind, count(*) from platform.changes group by entity, kind
        union all
        select 'waiting', count(*)
        from platform.waiting
        union all
        select 'parked', count(*)
        from platform.parked_out
        """;

    public static async Task<Dictionary<string, long>> CountAsync(WholePlatform platform)
    {
        Dictionary<string, long> counts = [];
        foreach (var (service, database) in platform.Databases)
        {
            var tables = await database.Query<string>(Tables);
            var sql = string.Join(
                " union all ",
                tables.Select(t => $"select '{t}' as name, count(*) as rows from {t}").Append(Kinds)
            );
            foreach (var row in await database.Query<Row>(sql))
                counts[$"{service} {row.Name}"] = row.Rows;
        }
        return counts;
    }

    /// <summary>
    /// Waits until every published event has been sent, and applied by every service whose queue is bound to its
    /// stream.
    /// </summary>
    public static async Task SettledAsync(WholePlatform platform)
    {
        var followers = await FollowersAsync(platform);
        // The databases are read one after the other, and a service may publish after its database was read: the
        // platform is settled when two rounds read the same.
        var before = "";
        await Eventually.Of(
            async () =>
            {
                List<string> behind = [],
                    seen = [];
                foreach (var (owner, database) in platform.Databases)
                {
                    if (await database.Find<long>("select count(*) from platform.outbox") is > 0 and var unsent)
                        behind.Add($"{owner} has {unsent} events to send");
                    seen.Add($"{owner}: {await database.Find<string>(HowFar)}");
                    foreach (
                        var published in await database.Query<Row>(
                            """
                            select stream as name, count(*) as rows
                            from platform.events
                            where stream like @own
                            group by stream
                            """,
                            new { own = owner + ".%" }
                        )
                    )
                    foreach (var follower in followers.GetValueOrDefault(published.Name) ?? [])
                        if (
                            await platform
                                .Databases[follower]
                                .Find<long>("select count(*) from platform.inbox where stream = @Name", published)
                                is var known
                            && known < published.Rows
                        )
                            behind.Add($"{follower} has {known} of {published.Rows} of {published.Name}");
                }
                var now = string.Join("; ", seen);
                if (behind.Count == 0 && now != before)
                    behind.Add("changed since the last round: " + now);
                before = now;
                return string.Join("; ", behind);
            },
            behind => behind.Length == 0,
            "all published events are applied",
            RunningProcess.Patience
        );
    }

    /// <summary>Compares published and applied events one by one, without waiting.</summary>
    public static async Task<Tally> TallyAsync(WholePlatform platform)
    {
        var (published, lost, strange) = (0L, 0L, 0L);
        foreach (var (owner, database) in platform.Databases)
        foreach (
            var (stream, followers) in (await FollowersAsync(platform)).Where(f =>
                f.Key.StartsWith(owner + '.', StringComparison.Ordinal)
            )
        )
        {
            var sent = (
                await database.Query<Guid>("select id from platform.events where stream = @stream", new { stream })
            ).ToHashSet();
            published += sent.Count;
            foreach (var follower in followers)
            {
                var applied = (
                    await platform
                        .Databases[follower]
                        .Query<Guid>("select event_id from platform.inbox where stream = @stream", new { stream })
                ).ToHashSet();
                lost += sent.Count(id => !applied.Contains(id));
                strange += applied.Count(id => !sent.Contains(id));
            }
        }
        var held = 0L;
        foreach (var database in platform.Databases.Values)
            held += await database.Find<long>(
                """
                select (select count(*) from platform.waiting) + (
                    select count(*) from platform.parked_out
                ) + (select count(*) from platform.outbox)
                """
            );
        return new(published, lost, strange, held);
    }

    /// <summary>
    /// Compares the number of visits answered with success with the visits in Census and the points in Organizations.
    /// </summary>
    /// <returns>Number of missing visits, and of visits that are doubled or had no success answer.</returns>
    public static async Task<(long Lost, long Doubled)> CompareVisitsAsync(
        WholePlatform platform,
        Guid household,
        long answered
    )
    {
        var visits = await platform
            .Databases["census"]
            .Find<long>("select count(*) from visits where household_id = @household", new { household });
        var (entries, sources) = await platform
            .Databases["organizations"]
            .Find<(long, long)>(
                """
                select count(*), count(distinct source_id)
                from point_entries
                where kind = 'visit-recorded' and household_id = @household
                """,
                new { household }
            );
        return (Math.Max(0, answered - Math.Min(visits, sources)), Math.Max(0, visits - answered) + entries - sources);
    }

    /// <summary>Services that follow a stream, by stream.</summary>
    static async Task<Dictionary<string, string[]>> FollowersAsync(WholePlatform platform)
    {
        var address = (await TestServers.GetAsync()).RabbitMqHttp;
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic",
            Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(address.UserInfo)))
        );
        var bindings = await http.GetFromJsonAsync<JsonElement>(
            new UriBuilder(address.Scheme, address.Host, address.Port, $"/api/bindings/{platform.Broker.Name}").Uri
        );
        var exchanges = bindings
            .EnumerateArray()
            .Select(b => (From: b.GetProperty("source").GetString()!, To: b.GetProperty("destination").GetString()!))
            .Where(b => b.From.Length > 0)
            .ToList();
        // The exchange of a stream is bound to a queue, or to the exchange of a queue.
        return exchanges
            .GroupBy(b => b.From)
            .ToDictionary(
                g => g.Key,
                g => g.Select(b => b.To.Split('.')[0]).Where(platform.Databases.ContainsKey).Distinct().ToArray()
            );
    }

    sealed record Row(string Name, long Rows);
}

/// <param name="Published">Published events of all services.</param>
/// <param name="Lost">Published events that a follower has not applied.</param>
/// <param name="Strange">Applied events that no service has published.</param>
/// <param name="Held">Events that are unsent, wait for an earlier one, or are parked.</param>
public sealed record Tally(long Published, long Lost, long Strange, long Held);

using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Testing;

namespace Platform.Tests;

/// <summary>Counts the rows of every table of all four databases. What was told twice, lost or left half done shows here, whoever owns the table.</summary>
static class Ledger
{
    const string Tables =
        """
        select table_schema || '.' || table_name from information_schema.tables where table_type = 'BASE TABLE'
          and (table_schema = 'public' and table_name not in ('migrations') or table_schema = 'platform' and table_name in ('grants', 'timers', 'idempotency', 'areas'))
          and table_name not like '%gram%' order by 1
        """;

    const string Kinds =
        """
        select 'event ' || type as name, count(*) as rows from platform.events where type not like 'Contracts.Platform.%' group by type
        union all select 'applied ' || stream, count(*) from platform.inbox where stream not like 'platform.%' group by stream
        union all select 'change ' || entity || ' ' || kind, count(*) from platform.changes group by entity, kind
        union all select 'waiting', count(*) from platform.waiting union all select 'parked', count(*) from platform.parked_out
        """;

    public static async Task<Dictionary<string, long>> CountAsync(PlatformFixture platform)
    {
        Dictionary<string, long> counts = [];
        foreach (var (service, database) in platform.Databases)
        {
            var tables = await database.Query<string>(Tables);
            var sql = string.Join(" union all ", tables.Select(t => $"select '{t}' as name, count(*) as rows from {t}").Append(Kinds));
            foreach (var row in await database.Query<Row>(sql)) counts[$"{service} {row.Name}"] = row.Rows;
        }
        return counts;
    }

    /// <summary>Waits until everything published has been sent and applied by everybody who follows it, as the bindings of the broker say.</summary>
    public static async Task SettledAsync(PlatformFixture platform)
    {
        var followers = await FollowersAsync(platform);
        await Eventually.Of(async () =>
        {
            List<string> behind = [];
            foreach (var (owner, database) in platform.Databases)
            {
                if (await database.Find<long>("select count(*) from platform.outbox") is > 0 and var unsent) behind.Add($"{owner} has {unsent} events to send");
                foreach (var published in await database.Query<Row>("select stream as name, count(*) as rows from platform.events where stream like @own group by stream", new { own = owner + ".%" }))
                    foreach (var follower in followers.GetValueOrDefault(published.Name) ?? [])
                        if (await platform.Databases[follower].Find<long>("select count(*) from platform.inbox where stream = @Name", published) is var known && known < published.Rows)
                            behind.Add($"{follower} has {known} of {published.Rows} of {published.Name}");
            }
            return string.Join("; ", behind);
        }, behind => behind.Length == 0, "everything published has been applied", RunningProcess.Patience);
    }

    /// <summary>Which service follows which stream.</summary>
    static async Task<Dictionary<string, string[]>> FollowersAsync(PlatformFixture platform)
    {
        var address = (await TestServers.GetAsync()).RabbitMqHttp;
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(address.UserInfo))));
        var bindings = await http.GetFromJsonAsync<JsonElement>(new UriBuilder(address.Scheme, address.Host, address.Port, $"/api/bindings/{platform.Broker.Name}").Uri);
        var exchanges = bindings.EnumerateArray().Select(b => (From: b.GetProperty("source").GetString()!, To: b.GetProperty("destination").GetString()!)).Where(b => b.From.Length > 0).ToList();
        // A stream's exchange leads to a queue, or to a queue's own exchange and from there to the queue.
        return exchanges.GroupBy(b => b.From).ToDictionary(g => g.Key, g => g.Select(b => b.To.Split('.')[0]).Where(platform.Databases.ContainsKey).Distinct().ToArray());
    }

    sealed record Row(string Name, long Rows);
}

using System.Diagnostics;
using System.Text.Json;
using Census.Features.Households;
using Census.Features.Needs;
using Census.Features.Visits;
using Dapper;
using Npgsql;
using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.Sealing;

namespace Benchmarks;

/// <summary>
/// The large lists of Census in a city of 20 counties with 200,000 households, for a worker of one village and an
/// officer of one county: the first page and a deep page, from the start of the session to its commit, as JSON. The
/// peer is the hand-written statement of each list (<see cref="ListsPeer"/>).
/// </summary>
sealed class ListsBench(NpgsqlDataSource app, NpgsqlDataSource owner, Sealer sealer)
{
    const int Rounds = 4,
        PageSize = 20;
    const string Role = "grid-head";
    static readonly TimeSpan ARound = TimeSpan.FromSeconds(1);
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    static readonly Reader[] Readers =
    [
        new("a village", NoteTaken.Aggregates(2, seed: 23)[0], ListsSeed.VillageKey(7, 41), 5),
        new("a county", NoteTaken.Aggregates(2, seed: 23)[1], ListsSeed.CountyKey(7), 100),
    ];

    readonly List[] _lists =
    [
        new("households", Of(ListHouseholds.Handle), ListsPeer.HouseholdsAsync, a => a),
        new(
            "households of a category",
            Of(ListHouseholds.Handle, ("categories", "disabled")),
            ListsPeer.HouseholdsAsync,
            a => a with { Category = "disabled" }
        ),
        new("households by a name", Of(ListHouseholds.Handle, ("q", "王")), ListsPeer.HouseholdsAsync, a =>
            a with
            {
                Gram = sealer.Index("王", "residents", "name_gram"),
                Grams = [],
            }
        ),
        new("needs of a state", Of(ListNeeds.Handle, ("state", "open")), ListsPeer.NeedsAsync, a =>
            a with
            {
                State = "open",
            }
        ),
        new("visits", Of(ListVisits.Handle), ListsPeer.VisitsAsync, a => a),
    ];

    public static async Task<IReadOnlyList<Row>> RunAsync()
    {
        var environment = await BenchEnvironment.EmptyAsync("lists", "amqp://localhost/unused");
        await using var app = Database.Open(environment.Configuration, "App");
        await using var owner = Database.Open(environment.Configuration, "Owner");
        await Migrator.MigrateAsync(
            owner,
            new NpgsqlConnectionStringBuilder(environment.App).Username!,
            typeof(Census.Subscriptions).Assembly
        );
        var sealer = new Sealer(environment.Configuration);
        await ListsSeed.FillAsync(owner, sealer, Role, Readers.ToDictionary(r => r.Subject, r => r.Key));
        var bench = new ListsBench(app, owner, sealer);
        List<Row> rows = [];
        foreach (var list in bench._lists)
        foreach (var reader in Readers)
        {
            var deep = await bench.DeepAsync(list, reader);
            rows.Add(await bench.CompareAsync($"{list.Name} of {reader.Name}: first page", list, reader, null, First));
            if (deep.Cursor is not null)
                rows.Add(
                    await bench.CompareAsync(
                        $"{list.Name} of {reader.Name}: a page deep in it",
                        list,
                        reader,
                        deep.Cursor,
                        deep.Asked
                    )
                );
        }
        return rows;
    }

    static ListsPeer.Asked First => new("", Guid.AllBitsSet, DateTimeOffset.MaxValue, PageSize + 1);

    /// <summary>
    /// Reads on to the deep page, if the list has more than one page; both sides must show the same rows on the first
    /// and on the deep page.
    /// </summary>
    async Task<(string? Cursor, ListsPeer.Asked Asked)> DeepAsync(List list, Reader reader)
    {
        string? cursor = null;
        var last = Guid.Empty;
        for (var i = 0; i < reader.Pages; i++)
        {
            var page = await OursAsync(list, reader, cursor);
            if (page.Next is null)
                break;
            (cursor, last) = (page.Next, page.Ids[^1]);
        }
        if (cursor is null)
            return (null, First);
        await using var connection = await owner.OpenConnectionAsync();
        await connection.ExecuteAsync(ListsSeed.Everywhere);
        var (key, at) = await connection.QuerySingleAsync<(string, DateTimeOffset)>(
            """
            select scope_key, at from (
                select id, scope_key, registered_at as at from households
                union all select id, scope_key, opened_at from needs
                union all select id, scope_key, visited_at from visits
            ) x where id = @last
            """,
            new { last }
        );
        var asked = new ListsPeer.Asked(key, last, at, PageSize + 1);
        foreach (
            var (ours, peer) in new[]
            {
                (await OursAsync(list, reader, null), await PeerAsync(list, reader, First)),
                (await OursAsync(list, reader, cursor), await PeerAsync(list, reader, asked)),
            }
        )
            if (!ours.Ids.SequenceEqual(peer.Ids.Take(PageSize)))
                throw new InvalidOperationException($"{list.Name} of {reader.Name}: the sides show different rows.");
        return (cursor, asked);
    }

    /// <summary>Sends the requests of both sides alternately, so that other load on the machine affects both.</summary>
    async Task<Row> CompareAsync(string name, List list, Reader reader, string? cursor, ListsPeer.Asked asked)
    {
        List<double> ours = [],
            peers = [];
        for (var round = 0; round <= Rounds; round++)
        {
            var (mine, theirs, count) = (TimeSpan.Zero, TimeSpan.Zero, 0);
            for (; mine + theirs < ARound; count++)
            {
                // The second side finds the rows in the cache, so the order alternates.
                if (count % 2 == 0)
                    mine += await TookAsync(() => OursAsync(list, reader, cursor));
                theirs += await TookAsync(() => PeerAsync(list, reader, asked));
                if (count % 2 == 1)
                    mine += await TookAsync(() => OursAsync(list, reader, cursor));
            }
            // The first round is the warm-up.
            if (round == 0)
                continue;
            ours.Add(count / mine.TotalSeconds);
            peers.Add(count / theirs.TotalSeconds);
        }
        await Console.Error.WriteLineAsync($"  {name}: {ours.Average():0} and {peers.Average():0} requests/s");
        return Row.Of(name, "requests/s", ours, peers, ">= 0.97");
    }

    static async Task<TimeSpan> TookAsync(Func<Task> ask)
    {
        var began = Stopwatch.GetTimestamp();
        await ask();
        return Stopwatch.GetElapsedTime(began);
    }

    Task<Shown> OursAsync(List list, Reader reader, string? cursor) => Async(reader, async session =>
        {
            var page = (IValueHttpResult)await list.Ours(session, cursor);
            var json = JsonSerializer.SerializeToUtf8Bytes(page.Value, page.Value!.GetType(), Json);
            return new Shown(json);
        });

    Task<Shown> PeerAsync(List list, Reader reader, ListsPeer.Asked asked) => Async(reader, async session =>
        {
            var rows = await list.Peer(session, list.Ask(asked));
            var json = JsonSerializer.SerializeToUtf8Bytes(
                new { items = rows.Take(PageSize).Select(r => r.Item), next = "" },
                Json
            );
            return new Shown(json);
        });

    async Task<Shown> Async(Reader reader, Func<Session, Task<Shown>> read)
    {
        await using var session = new Session(app, TimeProvider.System, sealer) { Action = "bench" };
        await session.Enter(
            new CallerClaim
            {
                Subject = reader.Subject,
                StaffRoles = [Role],
                TreeLock = TreeLock.Snapshot,
            },
            CancellationToken.None
        );
        var shown = await read(session);
        await session.Commit(default);
        return shown;
    }

    static Func<Session, string?, Task<object>> Of<T>(
        Func<ListQuery, Session, CancellationToken, Task<T>> handle,
        params (string Name, string Value)[] asked
    )
        where T : class
    {
        var filters = asked.Where(a => a.Name != "q").ToDictionary(a => a.Name, a => a.Value);
        var search = asked.FirstOrDefault(a => a.Name == "q").Value;
        return async (session, cursor) =>
            await handle(
                new ListQuery(filters, search, null, "pinyin", null, cursor, PageSize, "zh"),
                session,
                CancellationToken.None
            );
    }

    /// <param name="Pages">Number of pages before the deep page.</param>
    sealed record Reader(string Name, Guid Subject, string Key, int Pages);

    sealed record List(
        string Name,
        Func<Session, string?, Task<object>> Ours,
        Func<Session, ListsPeer.Asked, Task<IReadOnlyList<(Guid Id, object Item)>>> Peer,
        Func<ListsPeer.Asked, ListsPeer.Asked> Ask
    );

    /// <summary>The JSON of a page.</summary>
    sealed record Shown(byte[] Body)
    {
        public IReadOnlyList<Guid> Ids =>
            [
                .. JsonSerializer
                    .Deserialize<JsonElement>(Body)
                    .GetProperty("items")
                    .EnumerateArray()
                    .Select(i => i.GetProperty("id").GetGuid()),
            ];

        public string? Next => JsonSerializer.Deserialize<JsonElement>(Body).GetProperty("next").GetString();
    }
}

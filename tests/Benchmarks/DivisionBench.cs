using System.Diagnostics;
using Dapper;

namespace Benchmarks;

/// <summary>
/// Reads of divisions of the whole country, where 100,000 villages had another name a year ago. Both sides send HTTP
/// requests alternately to the same process: the peer gets a division by id; ours gets its children, its ancestors, or
/// its state on an earlier day.
/// </summary>
sealed class DivisionBench(
    OrganizationsEnvironment environment,
    IReadOnlyList<Guid> villages,
    IReadOnlyList<Guid> townships
)
{
    const int Rounds = 3;
    const int Requests = 1_000;
    const string Day = "asOf=2024-01-15";

    const string MakeHistory = """
        insert into division_history (division_id, parent_id, key, code, name, kind, level, valid_from, valid_to)
        select id, parent_id, key, code, name || '（旧）', kind, level, since, '2024-06-30'
        from divisions
        where level = 5
        order by md5(code)
        limit 100000;
        update divisions d set since = '2024-06-30', version = 2 from division_history h where h.division_id = d.id;
        analyze divisions; analyze division_history
        """;

    public static async Task<IReadOnlyList<Row>> RunAsync()
    {
        await using var environment = await OrganizationsEnvironment.MakeAsync("divisions");
        await using var organizations = await environment.StartAsync();
        var (csv, count) = CodeTable.Convert(await CodeTable.FetchAsync(), "");
        await environment.ImportAsync(csv, count);
        await environment.SentAsync();
        await environment.ExecuteAsync(MakeHistory);
        await using var connection = await environment.OpenAsync();
        var villages = (
            await connection.QueryAsync<Guid>(
                $"select id from divisions where level = 5 order by md5(code || 'v') limit {Requests}"
            )
        ).AsList();
        var townships = (
            await connection.QueryAsync<Guid>(
                $"select id from divisions where level = 4 order by md5(code || 't') limit {Requests}"
            )
        ).AsList();
        var bench = new DivisionBench(environment, villages, townships);
        var comparison = await Comparison.RunAsync("divisions", Rounds, new Side("reads", _ => bench.ReadAsync()));
        Row Of(string name, int measure) =>
            Row.Of(
                $"{name} at {count} divisions, p95",
                "ms",
                comparison["reads", measure],
                comparison["reads"],
                "<= 3"
            );
        return [Of("children", 1), Of("children as of a day", 2), Of("ancestors", 3), Of("a division as of a day", 4)];
    }

    /// <summary>Sends the kinds of requests alternately, so that other load on the machine affects all.</summary>
    /// <returns>95th percentiles of the latency in ms: a division by id, then ours.</returns>
    async Task<double[]> ReadAsync()
    {
        Func<int, string>[] paths =
        [
            i => $"/{villages[i]}",
            i => $"?parentId={townships[i]}",
            i => $"?parentId={townships[i]}&{Day}",
            i => $"/{villages[i]}/ancestors",
            i => $"/{villages[i]}?{Day}",
        ];
        var times = Array.ConvertAll(paths, _ => new double[Requests]);
        for (var i = 0; i < Requests; i++)
        for (var p = 0; p < paths.Length; p++)
            times[(p + i) % paths.Length][i] = await TimeAsync(paths[(p + i) % paths.Length](i));
        return Array.ConvertAll(times, t => t.Order().ElementAt((int)(Requests * 0.95)));
    }

    async Task<double> TimeAsync(string path)
    {
        var began = Stopwatch.GetTimestamp();
        using var answer = await environment.Client.GetAsync(
            new Uri("/organizations/v1/divisions" + path, UriKind.Relative)
        );
        await answer.Content.ReadAsByteArrayAsync();
        answer.EnsureSuccessStatusCode();
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }
}

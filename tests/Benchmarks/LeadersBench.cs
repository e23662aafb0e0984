using System.Diagnostics;
using System.Text.Json;
using Dapper;

namespace Benchmarks;

/// <summary>
/// The concurrent-post rule on a district of 3,170 micro-grids with the numbers of the reports (1,194 heads of grids,
/// 837 executive members in charge of one, 1,139 others): preview and apply through HTTP; then the responsibility chart
/// of that district, with 100,000 households, in each format.
/// </summary>
static class LeadersBench
{
    const int Rounds = 5,
        MicroGrids = 3_170;
    const string Key =
        "'000000000000' || substr('0123456789abcdefghijklmnopqrstuv', ({0} / 1024) + 1, 1) || "
        + "substr('0123456789abcdefghijklmnopqrstuv', (({0} / 32) % 32) + 1, 1) || "
        + "substr('0123456789abcdefghijklmnopqrstuv', ({0} % 32) + 1, 1)";

    const string Seed = """
        create temp table g as
        select n, gen_random_uuid() as id, gen_random_uuid() as head, KEY(n/10) as village,
            KEY(n/10) || '00' || substr('0123456789abcdefghijklmnopqrstuv', n % 10 + 1, 1) as key
        from generate_series(0, 3169) n;
        create temp table v as
        select distinct village as key, n / 10 as n, gen_random_uuid() as id
        from (select distinct on (village) village, n from g order by village, n) x;
        insert into divisions (id, parent_id, key, code, name, kind, level, valid_from, since) values
            (
                '00000000-0000-0000-0000-000000000001', null, '000', '110000000000', '北京市', 'province', 1,
                '2023-06-30', '2023-06-30'
            ),
            (
                '00000000-0000-0000-0000-000000000002', '00000000-0000-0000-0000-000000000001', '000000',
                '110100000000', '市辖区', 'city', 2, '2023-06-30', '2023-06-30'
            ),
            (
                '00000000-0000-0000-0000-000000000003', '00000000-0000-0000-0000-000000000002', '000000000',
                '110117000000', '平谷区', 'county', 3, '2023-06-30', '2023-06-30'
            ),
            (
                '00000000-0000-0000-0000-000000000004', '00000000-0000-0000-0000-000000000003', '000000000000',
                '110117001000', '滨河街道', 'township', 4, '2023-06-30', '2023-06-30'
            );
        insert into divisions (id, parent_id, key, code, name, kind, level, valid_from, since)
        select id, '00000000-0000-0000-0000-000000000004', key, '110117001' || lpad((n + 1)::text, 3, '0'),
            '第' || n || '社区', 'village', 5, '2023-06-30', '2023-06-30'
        from v;
        insert into divisions (id, parent_id, key, code, name, kind, level, valid_from, since)
        select g.id, v.id, g.key,
            '110117001' || lpad((g.n / 10 + 1)::text, 3, '0') || lpad((g.n % 10 + 1)::text, 3, '0'), '微网格' || g.n,
            'micro-grid', 6, '2023-06-30', '2023-06-30'
        from g
        join v on v.key = g.village;
        insert into people (id, scope_key, name, sex, registered_at)
        select head, key, '网格长' || n, case when n < 1194 then '2' else '1' end, now()
        from g;
        insert into appointments (id, person_id, post, division_id, scope_key, valid_from)
        select gen_random_uuid(), head, 'grid-head', id, key, now() - interval '1 day'
        from g;
        create temp table w as select g.*, gen_random_uuid() as woman from g where n >= 1194;
        insert into people (id, scope_key, name, sex, registered_at) select woman, key, '姐妹' || n, '2', now() from w;
        insert into appointments (id, person_id, post, division_id, scope_key, valid_from)
        select gen_random_uuid(), w.woman, case when w.n < 2431 then 'executive-member' else 'volunteer' end, v.id,
            v.key, now() - interval '1 day'
        from w
        join v on v.key = w.village;
        insert into coverages (id, person_id, division_id, post, scope_key, valid_from)
        select gen_random_uuid(), woman, id, 'executive-member', key, now() - interval '1 day'
        from w
        where n < 2031;
        insert into households (id, scope_key, residents, women, children)
        select gen_random_uuid(), g.key, 3, 1, 1
        from generate_series(1, 100000) h
        join g on g.n = h % 3170;
        drop table g, v, w;
        """;

    const string Undo = """
        delete from co_options;
        delete from leader_preview_entries;
        delete from leader_previews;
        delete from appointments where source_id is not null;
        delete from organizations where kind = 'womens-group';
        delete from platform.changes;
        delete from platform.outbox;
        delete from platform.events;
        delete from platform.aggregates;
        """;

    public static async Task<IReadOnlyList<Row>> RunAsync()
    {
        await using var environment = await OrganizationsEnvironment.MakeAsync("leaders");
        await SystemAsync(
            environment,
            Seed.Replace(
                "KEY(n/10)",
                "(" + Key.Replace("{0}", "(n / 10)", StringComparison.Ordinal) + ")",
                StringComparison.Ordinal
            )
        );
        await SystemAsync(environment, "analyze (verbose off)");
        await using var organizations = await environment.StartAsync();
        List<double> previews = [],
            applied = [];
        for (var round = 0; round <= Rounds; round++)
        {
            await SystemAsync(environment, Undo);
            var (preview, took) = await PostAsync(
                environment.Client,
                "/organizations/v1/concurrent-posts/previews",
                new { divisionId = "00000000-0000-0000-0000-000000000003" }
            );
            Expect(preview, "appoint", MicroGrids, "gridStaff", 1_194, "executiveMembers", 837, "others", 1_139);
            var (done, tookApply) = await PostAsync(
                environment.Client,
                $"/organizations/v1/concurrent-posts/previews/{preview.GetProperty("id").GetGuid()}/apply",
                new { }
            );
            Expect(done, "leaders", MicroGrids);
            if (round == 0)
                continue;
            previews.Add(took);
            applied.Add(tookApply);
            await Console.Error.WriteLineAsync(
                $"  leaders round {round}: preview {took:0.00} s, apply {tookApply:0.00} s"
            );
        }
        List<Row> rows =
        [
            Row.Of("rule for 3,170 grids: preview", "s", previews, null, "<= 2 s"),
            Row.Of("rule for 3,170 grids: apply", "s", applied, null, "<= 2 s"),
        ];
        foreach (
            var (format, target) in new[] { ("json", "<= 300 ms"), ("svg", "<= 300 ms"), ("pdf", null), ("png", null) }
        )
            rows.Add(
                Row.Of(
                    $"responsibility chart of a county: {format.ToUpperInvariant()}",
                    "ms",
                    await ChartAsync(environment.Client, format),
                    null,
                    target
                )
            );
        return rows;
    }

    static async Task<List<double>> ChartAsync(HttpClient client, string format)
    {
        List<double> took = [];
        for (var i = -2; i < 7; i++)
        {
            var began = Stopwatch.GetTimestamp();
            using var answer = await client.GetAsync(
                new Uri(
                    $"/organizations/v1/divisions/00000000-0000-0000-0000-000000000003/chart?format={format}",
                    UriKind.Relative
                )
            );
            var bytes = await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync();
            if (i >= 0 && bytes.Length > 0)
                took.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }
        return took;
    }

    static async Task<(JsonElement Answer, double Seconds)> PostAsync(HttpClient client, string path, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Headers = { { "Idempotency-Key", Guid.CreateVersion7().ToString() } },
            Content = JsonContent.Create(body),
        };
        var began = Stopwatch.GetTimestamp();
        using var answer = await client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        var took = Stopwatch.GetElapsedTime(began).TotalSeconds;
        return answer.IsSuccessStatusCode
            ? (JsonSerializer.Deserialize<JsonElement>(text), took)
            : throw new InvalidOperationException($"{(int)answer.StatusCode} {text}");
    }

    static void Expect(JsonElement answer, params object[] figures)
    {
        for (var i = 0; i < figures.Length; i += 2)
            if (answer.GetProperty((string)figures[i]).GetInt32() != (int)figures[i + 1])
                throw new InvalidOperationException($"{figures[i]} is not {figures[i + 1]}: {answer}");
    }

    static async Task SystemAsync(OrganizationsEnvironment environment, string sql)
    {
        await using var connection = await environment.OpenAsync();
        await connection.ExecuteAsync(
            """
            select set_config('app.system', 'on', false), set_config('app.lo8', '', false),
                set_config('app.hi8', '~', false)
            """
        );
        await connection.ExecuteAsync(new CommandDefinition(sql, commandTimeout: 600));
    }
}

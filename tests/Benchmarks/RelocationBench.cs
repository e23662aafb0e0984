using System.Diagnostics;
using Dapper;
using Stories;
using Testing;

namespace Benchmarks;

/// <summary>
/// Moves a township with 1,500,000 rows in Census (households, residents and name grams) to another county and back,
/// while members of a third county record visits in Census, 20 per second. The peer is the latency of the visits
/// without a move.
/// </summary>
static class RelocationBench
{
    const int Rounds = 3,
        Households = 100_000;
    const double PerSecond = 20;
    const string Township = "430223102000",
        There = "430224000000",
        Home = "430223000000";
    static readonly TimeSpan Quiet = TimeSpan.FromSeconds(20),
        Patience = TimeSpan.FromMinutes(15);

    /// <summary>Two residents per household, six grams per name: 100,000 + 200,000 + 1,200,000 rows.</summary>
    const string Seed = """
        select set_config('app.system', 'on', false), set_config('app.lo8', '', false),
            set_config('app.hi8', '~', false);
        alter table households disable trigger user;
        alter table residents disable trigger user;
        alter table household_grams disable trigger user;
        insert into households (id, division_id, scope_key, type, address, categories, registered_by, registered_at)
            select gen_random_uuid(), a.id, a.key, 'family', '\x00', '{}', gen_random_uuid(), now()
            from generate_series(1, @Households) n
            join (select id, key, row_number() over (order by key) - 1 as i, count(*) over () as of
                  from platform.areas where key like @key || '%' and level = 5) a on a.i = n % a.of;
        insert into residents (id, household_id, scope_key, relation, name, sex, birth_date, employment)
            select gen_random_uuid(), h.id, h.scope_key, r, '\x00', '2', '1990-01-01', 'jobless'
            from households h cross join (values ('0'), ('2')) v (r) where h.scope_key like @key || '%';
        insert into household_grams (gram, scope_key, household_id, resident_id)
            select decode(md5(r.id::text || n), 'hex'), r.scope_key, r.household_id, r.id
            from residents r cross join generate_series(1, 6) n where r.scope_key like @key || '%';
        alter table households enable trigger user;
        alter table residents enable trigger user;
        alter table household_grams enable trigger user;
        """;

    public static async Task<IReadOnlyList<Row>> RunAsync()
    {
        await using WholePlatform platform = new();
        await platform.StartAsync(Binaries.Present, FromVisitToJob.Administrator);
        using var load = await BackgroundLoad.PrepareAsync(platform.Gateway, 2_718_281, TimeProvider.System);
        using PlatformClient client = new(platform.Gateway, 3, TimeProvider.System);
        var census = platform.Databases["census"];
        var (township, there, home) = (
            await client.DivisionAsync(Township),
            await client.DivisionAsync(There),
            await client.DivisionAsync(Home)
        );
        await SeedAsync(census, township);
        List<double> quiet = [],
            busy = [],
            refused = [],
            took = [];
        for (var round = 1; round <= Rounds; round++)
        {
            var (calls, failures) = (load.Calls, load.Failures.Count);
            await VisitAsync(load, Task.Delay(Quiet));
            quiet.Add(load.P95Since(calls));
            (calls, var began) = (load.Calls, Stopwatch.GetTimestamp());
            var moving = MoveAsync(client, census, township, round % 2 == 1 ? there : home);
            await VisitAsync(load, moving);
            await moving;
            took.Add(Stopwatch.GetElapsedTime(began).TotalSeconds);
            busy.Add(load.P95Since(calls));
            refused.Add(load.Failures.Count - failures);
            await Console.Error.WriteLineAsync(
                $"  relocation round {round}: {took[^1]:0.0} s, {load.Calls - calls} visits meanwhile, "
                    + $"{refused[^1]} refused; p95 {quiet[^1]:0.0} ms quiet, {busy[^1]:0.0} ms meanwhile, the "
                    + $"longest {load.LongestSince(calls):0} ms"
            );
            foreach (var failure in load.Failures.Skip(failures).Take(5))
                await Console.Error.WriteLineAsync("  " + failure);
        }
        return
        [
            Row.Of("relocation: writers elsewhere, p95", "ms", busy, quiet, "<= 3"),
            Row.OfSum("relocation: writers refused", "requests", refused, "<= 0 requests"),
            Row.Of("relocation: 1,500,000 rows of Census", "s", took, null),
        ];
    }

    static async Task VisitAsync(BackgroundLoad load, Task end)
    {
        using CancellationTokenSource over = new();
        var visiting = load.VisitAsync(PerSecond, over.Token);
        await Task.WhenAny(end, visiting);
        await over.CancelAsync();
        await visiting;
    }

    static async Task SeedAsync(TestDatabase census, Guid township)
    {
        var key = await KeyAsync(census, township);
        await using var connection = await census.Owner.OpenConnectionAsync();
        await connection.ExecuteAsync(Seed, new { key, Households }, commandTimeout: 600);
        await using var admin = await census.Admin.OpenConnectionAsync();
        await admin.ExecuteAsync("vacuum analyze", commandTimeout: 600);
        var rows = await admin.ExecuteScalarAsync<long>(
            """
            select (select count(*) from households) + (select count(*) from residents) + (
                select count(*) from household_grams
            )
            """
        );
        if (rows < 15 * Households)
            throw new InvalidOperationException($"Census has {rows} rows.");
    }

    /// <summary>Moves the township and waits until Census has applied the move.</summary>
    static async Task MoveAsync(PlatformClient client, TestDatabase census, Guid township, Guid parent)
    {
        var before = await KeyAsync(census, township);
        var previewed = await client.PostAsync(
            FromVisitToJob.Administrator,
            "/organizations/v1/reorganisations",
            new
            {
                kind = "move",
                divisionId = township,
                parentId = parent,
            }
        );
        StoryException.Unless(previewed.IsSuccess, $"The move was not previewed: {previewed.Text}");
        var applied = await client.PostAsync(
            FromVisitToJob.Administrator,
            $"/organizations/v1/reorganisations/{previewed.Id}/apply",
            new { },
            $"\"v{previewed["version"]}\""
        );
        StoryException.Unless(applied.IsSuccess, $"The move was not applied: {applied.Text}");
        var began = Stopwatch.GetTimestamp();
        while (await KeyAsync(census, township) == before)
        {
            if (Stopwatch.GetElapsedTime(began) > Patience)
                throw new TimeoutException("Census does not follow.");
            await Task.Delay(100);
        }
    }

    static async Task<string> KeyAsync(TestDatabase census, Guid township)
    {
        await using var connection = await census.Admin.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<string>(
            "select key from platform.areas where id = @township",
            new { township }
        ) ?? throw new InvalidOperationException("Census does not know the township.");
    }
}

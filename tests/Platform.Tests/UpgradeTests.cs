using System.Security.Cryptography;
using System.Text;
using ServiceDefaults.Data;
using Stories;
using Testing;
using Xunit;

namespace Platform.Tests;

/// <summary>
/// Upgrades from the release before to this one and rolls back, as a cluster does: migrations first, then all processes
/// one by one behind constant addresses, under load. The release before is the commit in Chart.yaml.
/// </summary>
[Trait("Needs", "time")]
public sealed class UpgradeTests(ITestOutputHelper output)
{
    const double PerSecond = 25;

    /// <summary>Additions of a later release; programs that do not know them must keep running.</summary>
    const string Added = """
        do $$
        declare t record;
        begin
            for t in
            select format('%I.%I', n.nspname, c.relname) as name
            from pg_class c
            join pg_namespace n on n.oid = c.relnamespace
                where n.nspname in ('public', 'platform')
                    and c.relkind in ('r', 'p')
                    and not c.relispartition
                    and c.relname <> 'migrations'
            loop
                execute format('alter table %s add column added_later text default ''added''', t.name);
            end loop;
        end $$;
        create table public.added_later (id uuid primary key, note text not null);
        create function public.added_later() returns trigger language plpgsql as $$
        begin
            insert into public.added_later values (gen_random_uuid(), new.stream);
            return null;
        end $$;
        create trigger added_later after insert on platform.events for each row execute function public.added_later();
        """;

    [Fact]
    public async Task Migrations_of_the_release_before_are_unchanged()
    {
        List<string> changed = [];
        foreach (var file in await PreviousRelease.ChangedAsync(":(glob)services/*/Migrations/*.sql"))
            if (!await KeepsItsChecksumAsync(file))
                changed.Add(file);
        Assert.True(
            changed.Count == 0,
            "A released migration must not change; add a new file. Compared with "
                + $"{PreviousRelease.Commit}: {string.Join(", ", changed)}"
        );
    }

    /// <summary>
    /// True if the first line of the file names the checksum of the release before, so that databases of both releases
    /// accept it. This works once: a text that already had such a line is refused. <see cref="SchemaTests"/> checks the
    /// schema.
    /// </summary>
    static async Task<bool> KeepsItsChecksumAsync(string file)
    {
        const string mark = "-- formerly ";
        var path = Path.Combine(TestServers.Root, file);
        if (!File.Exists(path))
            return false;
        var former = await PreviousRelease.TextAsync(file);
        var checksum = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(former)));
        return !former.StartsWith(mark, StringComparison.Ordinal)
            && (await File.ReadAllLinesAsync(path))[0] == mark + checksum;
    }

    [Fact]
    public async Task An_upgrade_and_a_rollback_under_load_lose_no_request_and_no_event()
    {
        var before = await PreviousRelease.BinariesAsync(output.WriteLine);
        await using WholePlatform platform = new(replaceable: true);
        await platform.StartAsync(before, FromVisitToJob.Administrator);
        using var load = await BackgroundLoad.PrepareAsync(platform.Gateway, 31_415_926, TimeProvider.System);
        using var stop = new CancellationTokenSource();
        var loading = load.WorkAsync(PerSecond, stop.Token);

        await platform.MigrateAsync(Binaries.Present);
        foreach (var database in platform.Databases.Values)
        {
            // A separate pool, closed at once: the migrator holds its lock until its connection closes.
            await using var owner = Npgsql.NpgsqlDataSource.Create(database.OwnerText);
            await Migrator.MigrateAsync(owner, database.AppUser, new FakeMigrations(("9999_added_later", Added)));
        }
        await platform.ReplaceAllAsync(Binaries.Present);
        var upgraded = load.Calls;
        // A rollback runs the migrations of the release before.
        await platform.MigrateAsync(before);
        await platform.ReplaceAllAsync(before);

        await stop.CancelAsync();
        await loading;
        output.WriteLine(
            $"{load.Calls} calls, {upgraded} of them until the upgrade was complete; the longest took "
                + $"{load.LongestSince(0):0} ms"
        );
        Assert.True(
            load.Failures.Count == 0,
            $"{load.Failures.Count} failed: "
                + $"{string.Join(Environment.NewLine, load.Failures.Select(f => f[..Math.Min(160, f.Length)]))}"
        );
        await Ledger.SettledAsync(platform);
        var tally = await Ledger.TallyAsync(platform);
        output.WriteLine($"{tally}, {load.Events} of them published by the calls");
        Assert.Equal((0, 0, 0), (tally.Lost, tally.Strange, tally.Held));
        Assert.Equal((0, 0), await Ledger.CompareVisitsAsync(platform, load.Household, load.Visits + 1));
        using StoryRun run = new(platform.Gateway, 27_182_818, TimeProvider.System);
        await run.RunAsync();
        PersonalDataCheck.AssertSilent(platform.Log, run.Story.Invented);
    }
}

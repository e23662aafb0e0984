using System.Security.Cryptography;
using System.Text;
using ServiceDefaults.Data;
using Stories;
using Testing;
using Xunit;

namespace Platform.Tests;

/// <summary>
/// From the release before this one to this one and back, as a cluster does it: first migrations, then all processes
/// replaced one by one behind steady addresses, under load. The release before is the commit that the chart names; its
/// programs are built from it.
/// </summary>
[Trait("Needs", "time")]
public sealed class UpgradeTests(ITestOutputHelper output)
{
    const double PerSecond = 25;

    /// <summary>What any next release might add: it must disturb nobody who does not know of it.</summary>
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
    public async Task No_migration_of_the_release_before_was_changed_or_taken_away()
    {
        List<string> changed = [];
        foreach (var file in await PreviousRelease.ChangedAsync(":(glob)services/*/Migrations/*.sql"))
            if (!await KeepsItsChecksumAsync(file))
                changed.Add(file);
        Assert.True(
            changed.Count == 0,
            "A migration that was released stays as it is; what it lacks comes in a new file. Against "
                + $"{PreviousRelease.Commit}: {string.Join(", ", changed)}"
        );
    }

    /// <summary>
    /// Whether its first line says with which checksum the release before released it, so that databases of both know
    /// it. That can be done once: a text that says so already has been released with another one's checksum. What
    /// the change does to the schema is up to <see cref="SchemaTests"/>.
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
    public async Task The_release_before_gives_way_to_this_one_and_takes_over_again_without_a_failed_request_or_a_lost_event()
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
            // Its own pool: a migrator keeps its lock as long as its connection.
            await using var owner = Npgsql.NpgsqlDataSource.Create(database.OwnerText);
            await Migrator.MigrateAsync(owner, database.AppUser, new FakeMigrations(("9999_added_later", Added)));
        }
        await platform.ReplaceAllAsync(Binaries.Present);
        var forth = load.Calls;
        // The release before brings its own migrations with it when it comes back.
        await platform.MigrateAsync(before);
        await platform.ReplaceAllAsync(before);

        await stop.CancelAsync();
        await loading;
        output.WriteLine(
            $"{load.Calls} calls, {forth} of them until this release had taken over; the longest took "
                + $"{load.LongestSince(0):0} ms"
        );
        Assert.True(
            load.Failures.Count == 0,
            $"{load.Failures.Count} failed: "
                + $"{string.Join(Environment.NewLine, load.Failures.Select(f => f[..Math.Min(160, f.Length)]))}"
        );
        await Ledger.SettledAsync(platform);
        var tally = await Ledger.TallyAsync(platform);
        output.WriteLine($"{tally}, {load.Events} of them told by the calls");
        Assert.Equal((0, 0, 0), (tally.Lost, tally.Strange, tally.Held));
        Assert.Equal((0, 0), await Ledger.CompareVisitsAsync(platform, load.Household, load.Visits + 1));
        using StoryRun run = new(platform.Gateway, 27_182_818, TimeProvider.System);
        await run.RunAsync();
        PersonalDataCheck.AssertSilent(platform.Log, run.Story.Invented);
    }
}

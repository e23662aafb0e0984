using System.Security.Cryptography;
using Testing;
using Xunit;

namespace Platform.Tests;

/// <summary>
/// A sealing key is taken out of use as the operations page says, in all four services, and nothing that was sealed is
/// lost.
/// </summary>
public sealed class ResealTests(PlatformFixture platform)
{
    static readonly string Stolen = RandomKey(),
        Next = RandomKey();

    static readonly string[] Names = ["Sealing__Keys__k1", "Sealing__Keys__k2", "Sealing__Current"];

    /// <summary>Keyed hashes, by which values are found: no key of the ring made them.</summary>
    const string Sealed = """
        select quote_ident(table_name) as name, quote_ident(column_name) as column from information_schema.columns
        where table_schema = 'public'
            and data_type = 'bytea'
            and column_name not like '%\_index'
            and column_name not in ('gram', 'beneficiary')
        order by 1, 2
        """;

    [Fact]
    public async Task What_the_old_key_sealed_opens_with_the_new_one_alone_and_reads_as_before()
    {
        using var run = platform.NewRun();
        await run.RunAsync();
        await Ledger.SettledAsync(platform);
        var before = await ReadAsync(run);

        await RestartAsync(new() { ["Sealing__Keys__k2"] = Next, ["Sealing__Current"] = "k2" });
        await ResealAsync(new() { ["Sealing__Keys__k2"] = Next, ["Sealing__Current"] = "k2" });
        foreach (var (service, database) in platform.Databases)
        foreach (var (table, column) in await database.Query<(string, string)>(Sealed))
            Assert.Equal(
                (service, table, column, 0L),
                (
                    service,
                    table,
                    column,
                    await database.Find<long>(
                        $"""
                        select count(*)
                        from {table}
                        where {column} is not null
                            and substring({column} from 2 for get_byte({column}, 0)) <> 'k2'
                        """
                    )
                )
            );

        // Under the old name now stands a key that opens nothing.
        await RestartAsync(
            new()
            {
                ["Sealing__Keys__k1"] = Stolen,
                ["Sealing__Keys__k2"] = Next,
                ["Sealing__Current"] = "k2",
            }
        );
        Assert.Equal(before, await ReadAsync(run));

        // As the other tests expect to find it.
        await ResealAsync(new() { ["Sealing__Keys__k2"] = Next });
        await RestartAsync([]);
        Assert.Equal(before, await ReadAsync(run));
    }

    /// <summary>What its people read of sealed values, by way of each service.</summary>
    static async Task<string[]> ReadAsync(Stories.StoryRun run)
    {
        var ids = run.Story.Ids;
        List<string> said = [];
        foreach (
            var (who, path) in new[]
            {
                (ids.Member, $"/census/v1/households/{ids.Household}"),
                (ids.Officer, $"/organizations/v1/people/{ids.Member}"),
                (ids.Planner, $"/training/v1/classes/{ids.Class}/enrolments"),
                (ids.Adviser, $"/jobs/v1/profiles/{ids.Mother}"),
            }
        )
            said.Add((await run.Client.GetAsync(who, path)).Expect(System.Net.HttpStatusCode.OK).Text);
        return [.. said];
    }

    Task ResealAsync(Dictionary<string, string> keys) =>
        Task.WhenAll(WholePlatform.Services.Select(s => platform.Processes[s].RunVerbAsync(keys, "reseal")));

    async Task RestartAsync(Dictionary<string, string?> keys)
    {
        foreach (var service in WholePlatform.Services)
        {
            var process = platform.Processes[service];
            Assert.Equal(0, await process.TerminateAsync());
            foreach (var name in Names)
                process.Extra.Remove(name);
            foreach (var (name, value) in keys)
                process.Extra[name] = value;
            process.Start();
        }
        await platform.AllReadyAsync();
    }

    static string RandomKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
}

using System.Security.Cryptography;
using Testing;
using Xunit;

namespace Platform.Tests;

/// <summary>
/// Replaces a sealing key in all four services by the steps of the operations page, without loss of sealed values.
/// </summary>
public sealed class ResealTests(PlatformFixture platform)
{
    static readonly string Stolen = RandomKey(),
        Next = RandomKey();

    static readonly string[] Names = ["Sealing__Keys__k1", "Sealing__Keys__k2", "Sealing__Current"];

    /// <summary>All sealed columns. The excluded ones are keyed hashes, which no key of the ring makes.</summary>
    const string Sealed = """
        select quote_ident(table_name) as name, quote_ident(column_name) as column from information_schema.columns
        where table_schema = 'public'
            and data_type = 'bytea'
            and column_name not like '%\_index'
            and column_name not in ('gram', 'beneficiary')
        order by 1, 2
        """;

    [Fact]
    public async Task Values_resealed_with_the_new_key_read_as_before_without_the_old_key()
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

        // Replaces the old key by one that opens nothing.
        await RestartAsync(
            new()
            {
                ["Sealing__Keys__k1"] = Stolen,
                ["Sealing__Keys__k2"] = Next,
                ["Sealing__Current"] = "k2",
            }
        );
        Assert.Equal(before, await ReadAsync(run));

        // Restores the keys that other tests expect.
        await ResealAsync(new() { ["Sealing__Keys__k2"] = Next });
        await RestartAsync([]);
        Assert.Equal(before, await ReadAsync(run));
    }

    /// <summary>Answers with sealed values from each service.</summary>
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

using Platform.Tests;
using Stories;
using Testing;
using Xunit;

[assembly: AssemblyFixture(typeof(PlatformFixture))]
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]

namespace Platform.Tests;

/// <summary>The platform that all tests of this assembly share, with the shipped divisions.</summary>
public sealed class PlatformFixture : WholePlatform, IAsyncLifetime
{
    long _seed = 20_231_120;
    Undisturbed? _undisturbed;

    public async ValueTask InitializeAsync()
    {
        await StartAsync(Binaries.Present, FromVisitToJob.Administrator);
        using var client = new PlatformClient(Gateway, 1, TimeProvider.System);
        await new Divisions(client, TextWriter.Null, TimeProvider.System).LoadShippedAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await File.WriteAllTextAsync(Path.Combine(AppContext.BaseDirectory, "processes.log"), Log);
    }

    /// <summary>A run with new people; the seed depends only on the number of runs before.</summary>
    public StoryRun NewRun() => new(Gateway, NewSeed(), TimeProvider.System);

    public long NewSeed() => ++_seed * 7_919;

    /// <summary>
    /// The result of an undisturbed run, and the durations of the first GET and of each POST of each step.
    /// </summary>
    public async Task<Undisturbed> UndisturbedAsync()
    {
        if (_undisturbed is null)
        {
            // The first run also creates a row that later ones share: the series of certificate numbers of the year.
            using (var first = NewRun())
                await first.RunAsync();
            using var run = NewRun();
            var calls = run.Story.Steps.Select(_ => new SortedDictionary<int, TimeSpan>()).ToList();
            run.Client.Answered = (step, number, took) => calls[step].TryAdd(number, took);
            _undisturbed = new(await RunAndCountAsync(run), calls);
        }
        return _undisturbed;
    }

    /// <summary>
    /// Runs the story and waits for all events. Returns what its people see at the end, and the number of new rows in
    /// each table of each database.
    /// </summary>
    public async Task<SortedDictionary<string, string>> RunAndCountAsync(
        StoryRun run,
        Func<int, Step, Func<Task>, Task>? around = null,
        Func<Task>? afterwards = null
    )
    {
        var said = Log.Length;
        await Ledger.SettledAsync(this);
        var before = await Ledger.CountAsync(this);
        await run.RunAsync(around);
        if (afterwards is not null)
            await afterwards();
        await AllReadyAsync();
        await Ledger.SettledAsync(this);
        var left = await Summary.ReadAsync(run.Client, run.Story.Ids);
        foreach (var (table, rows) in await Ledger.CountAsync(this))
            if (rows - before.GetValueOrDefault(table) is not 0 and var more)
                left["rows " + table] = more.ToString(null, null);
        PersonalDataCheck.AssertSilent(Log[said..], run.Story.Invented);
        await PersonalDataCheck.AssertSealedAsync(this, run.Story.Invented);
        return left;
    }
}

/// <param name="Left">What the people see at the end, and the number of new rows in each table.</param>
/// <param name="Calls">Durations of the calls of each step by the number of the POST; 0 is the first GET.</param>
public sealed record Undisturbed(
    SortedDictionary<string, string> Left,
    IReadOnlyList<SortedDictionary<int, TimeSpan>> Calls
);

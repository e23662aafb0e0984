using System.Globalization;

namespace Stories;

/// <summary>Runs a story once, step by step.</summary>
public sealed class StoryRun(Uri gateway, long seed, TimeProvider clock) : IDisposable
{
    public PlatformClient Client { get; } = new(gateway, seed, clock);

    public FromVisitToJob Story => field ??= new(Client, seed, clock);

    /// <param name="around">Called for each step with its number, from 0, the step and the function that runs
    /// it.</param>
    /// <exception cref="StoryException">A step went wrong; the message names it.</exception>
    public async Task RunAsync(Func<int, Step, Func<Task>, Task>? around = null)
    {
        for (var number = 0; number < Story.Steps.Count; number++)
        {
            var step = Story.Steps[number];
            Client.Begin(number);
            try
            {
                await (around is null ? step.Act() : around(number, step, step.Act));
            }
            catch (StoryException e)
            {
                throw new StoryException($"Step {number + 1}, {step.Name}: {e.Message}");
            }
        }
    }

    /// <summary>Runs the story and prints each step with its duration.</summary>
    public async Task RunAsync(TextWriter say)
    {
        var begun = clock.GetTimestamp();
        await RunAsync(
            async (number, step, act) =>
            {
                var at = clock.GetTimestamp();
                await act();
                await say.WriteLineAsync(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{number + 1, 3}. {clock.GetElapsedTime(at).TotalMilliseconds, 6:0} ms  "
                            + $"{step.Who}：{step.Zh}\n               {step.En}"
                    )
                );
            }
        );
        await say.WriteLineAsync(
            $"\nfinished in 用时 {clock.GetElapsedTime(begun).TotalSeconds:0.0} s; records left 留下的记录:"
        );
        foreach (var (what, count) in await Summary.ReadAsync(Client, Story.Ids))
            await say.WriteLineAsync($"  {what}: {count}");
        await say.WriteLineAsync($"\none trace through all services 贯穿各服务的追踪号: {Client.TraceId}");
    }

    public void Dispose() => Client.Dispose();
}

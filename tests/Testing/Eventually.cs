using System.Diagnostics;

namespace Testing;

/// <summary>Polls for asynchronous effects. The limit only detects a failure; no test measures time with it.</summary>
public static class Eventually
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(45);

    /// <summary>Polls until the condition is true.</summary>
    /// <exception cref="TimeoutException">The condition is still false at the limit.</exception>
    public static Task True(Func<Task<bool>> holds, string what, TimeSpan? limit = null) =>
        Of(holds, h => h, what, limit);

    /// <summary>Polls until the answer is as expected, and returns it.</summary>
    public static async Task<T> Of<T>(Func<Task<T>> ask, Func<T, bool> isExpected, string what, TimeSpan? limit = null)
    {
        var since = Stopwatch.StartNew();
        for (var pause = 10; ; pause = Math.Min(pause * 2, 200))
        {
            var answer = await ask();
            if (isExpected(answer))
                return answer;
            if (since.Elapsed > (limit ?? Limit))
                throw new TimeoutException(
                    $"Not within {(limit ?? Limit).TotalSeconds} s: {what}; last seen: {answer}"
                );
            await Task.Delay(pause);
        }
    }
}

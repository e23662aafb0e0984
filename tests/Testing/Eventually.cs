using System.Diagnostics;

namespace Testing;

/// <summary>Waits for what happens elsewhere. Its limit says that it never will; no test measures time by it.</summary>
public static class Eventually
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(45);

    /// <summary>Asks until the condition holds.</summary>
    /// <exception cref="TimeoutException">It did not within the limit.</exception>
    public static Task True(Func<Task<bool>> holds, string what, TimeSpan? limit = null) =>
        Of(holds, h => h, what, limit);

    /// <summary>Asks until the answer is as it should be, and returns it.</summary>
    public static async Task<T> Of<T>(Func<Task<T>> ask, Func<T, bool> isRight, string what, TimeSpan? limit = null)
    {
        var since = Stopwatch.StartNew();
        for (var pause = 10; ; pause = Math.Min(pause * 2, 200))
        {
            var answer = await ask();
            if (isRight(answer))
                return answer;
            if (since.Elapsed > (limit ?? Limit))
                throw new TimeoutException(
                    $"Not within {(limit ?? Limit).TotalSeconds} s: {what}; last seen: {answer}"
                );
            await Task.Delay(pause);
        }
    }
}

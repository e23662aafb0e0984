namespace ServiceDefaults.Imports;

/// <summary>
/// How far one file is read: a reader that steps through it is stopped after <see cref="Longest"/>, and speaks to the
/// database meanwhile, which would else take its silence for the end of the session after 60 seconds and let another
/// worker begin the same file.
/// </summary>
/// <param name="clock">Measures the time since the reading began.</param>
/// <param name="touch">Says that the reader is still there; throws where the session is lost.</param>
sealed class ImportPace(TimeProvider clock, Action? touch = null)
{
    /// <summary>A wider table is none that anybody keeps: 256 columns, A to IV.</summary>
    public const int MostColumns = 256;

    /// <summary>Bytes of all parts of a workbook together, unpacked.</summary>
    public const long LargestUnpacked = 100L * 1024 * 1024;

    /// <summary>Wall clock from the first byte to the last row.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    static readonly TimeSpan Silence = TimeSpan.FromSeconds(5);
    readonly long _since = clock.GetTimestamp();
    long _touched = clock.GetTimestamp();
    int _steps;

    /// <summary>Whether it is time to look at the clock: at every 256th row or cell.</summary>
    public bool IsDue => (++_steps & 255) == 0;

    /// <summary>Looks at the clock, and speaks to the database if it has been silent for five seconds.</summary>
    /// <param name="zh">Where the reader is.</param>
    /// <param name="en">The same in English.</param>
    /// <exception cref="ImportException">PLT-0065: it takes too long.</exception>
    public void Look(string zh, string en)
    {
        if (clock.GetElapsedTime(_since) > Longest)
            throw ImportFileProblems.TooSlow(zh, en);
        if (clock.GetElapsedTime(_touched) < Silence)
            return;
        touch?.Invoke();
        _touched = clock.GetTimestamp();
    }
}

namespace ServiceDefaults.Imports;

/// <summary>
/// Limits the time of reading one file to <see cref="Longest"/>, and keeps the database session alive: after 60 idle
/// seconds the database would end it, and another worker would start the same file.
/// </summary>
/// <param name="clock">Measures the time since the start.</param>
/// <param name="touch">Keeps the session alive; throws if it is lost.</param>
sealed class ImportPace(TimeProvider clock, Action? touch = null)
{
    /// <summary>Largest number of columns, A to IV.</summary>
    public const int MostColumns = 256;

    /// <summary>Largest unpacked size of all parts of a workbook together, in bytes.</summary>
    public const long LargestUnpacked = 100L * 1024 * 1024;

    /// <summary>Longest time from the first byte to the last row.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    static readonly TimeSpan Silence = TimeSpan.FromSeconds(5);
    readonly long _since = clock.GetTimestamp();
    long _touched = clock.GetTimestamp();
    int _steps;

    /// <summary>Whether the clock should be read: at every 256th row or cell.</summary>
    public bool IsDue => (++_steps & 255) == 0;

    /// <summary>Checks the time, and keeps the session alive every five seconds.</summary>
    /// <param name="zh">Position of the reader, Chinese.</param>
    /// <param name="en">Position of the reader, English.</param>
    /// <exception cref="ImportException">PLT-0065: the file takes too long.</exception>
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

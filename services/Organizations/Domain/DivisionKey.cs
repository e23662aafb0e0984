namespace Organizations.Domain;

/// <summary>
/// Sort keys: three digits of base 32 a step, in byte order. A key belongs to one division for ever, also after that
/// division ended or moved.
/// </summary>
public static class DivisionKey
{
    public const int Width = 3;
    public const int Most = 32 * 32 * 32;
    const string Digits = "0123456789abcdefghijklmnopqrstuv";

    /// <exception cref="ArgumentOutOfRangeException">A parent has no room for more than 32,768 children.</exception>
    public static string Of(int step)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(step, Most);
        return string.Create(Width, step, (s, o) =>
            (s[0], s[1], s[2]) = (Digits[o >> 10], Digits[(o >> 5) & 31], Digits[o & 31])
        );
    }

    /// <summary>The first free step below a key.</summary>
    /// <param name="above">The key of the division above; empty for the tree itself.</param>
    /// <param name="last">The greatest key ever given below it; null for none.</param>
    public static int Next(string above, string? last) =>
        last is null ? 0
        : last.AsSpan(above.Length, Width) is var d
            ? (
                Digits.IndexOf(d[0], StringComparison.Ordinal) << 10
                | Digits.IndexOf(d[1], StringComparison.Ordinal) << 5
                | Digits.IndexOf(d[2], StringComparison.Ordinal)
            ) + 1
        : 0;
}

namespace ServiceDefaults.Sealing;

/// <summary>Check digits of Chinese identifiers.</summary>
public static class CheckDigits
{
    const string Alphabet31 = "0123456789ABCDEFGHJKLMNPQRTUWXY";

    /// <summary>ISO 7064 MOD 11-2 as in GB 11643: the check character (0-9 or X) of 17 digits.</summary>
    /// <exception cref="ArgumentException">Not 17 ASCII digits.</exception>
    public static char Mod11Of2(ReadOnlySpan<char> digits)
    {
        if (digits.Length != 17 || digits.ContainsAnyExceptInRange('0', '9'))
            throw new ArgumentException("17 digits are needed.", nameof(digits));
        var sum = 0;
        foreach (var d in digits)
            sum = (sum + (d - '0')) * 2 % 11;
        return "0123456789X"[(12 - sum) % 11];
    }

    /// <summary>
    /// MOD 31 as in GB 32100: the check character of 17 characters; null if one lies outside the alphabet (no I, O, S,
    /// V, Z).
    /// </summary>
    public static char? Mod31(ReadOnlySpan<char> text)
    {
        if (text.Length != 17)
            return null;
        var (sum, weight) = (0, 1);
        foreach (var c in text)
        {
            var value = Alphabet31.IndexOf(c, StringComparison.Ordinal);
            if (value < 0)
                return null;
            sum += value * weight;
            weight = weight * 3 % 31;
        }
        return Alphabet31[(31 - sum % 31) % 31];
    }
}

using ServiceDefaults.Http;

namespace Census.Domain;

/// <summary>Lists of codes in a request.</summary>
static class GivenCodes
{
    /// <summary>Notes PLT-1010 at each code that repeats an earlier one.</summary>
    public static void Distinct(this Validation check, string pointer, IReadOnlyList<string>? codes)
    {
        foreach (var (i, code) in (codes ?? []).Index())
            check.That(!codes!.Take(i).Contains(code), $"{pointer}/{i}", PlatformProblems.Duplicate);
    }
}

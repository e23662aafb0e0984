using ServiceDefaults.Http;

namespace Census.Domain;

/// <summary>Lists of codes in a request.</summary>
static class GivenCodes
{
    /// <summary>PLT-1010 at each code that stands in the list before.</summary>
    public static void Distinct(this Validation check, string pointer, IReadOnlyList<string>? codes)
    {
        foreach (var (i, code) in (codes ?? []).Index())
            check.That(!codes!.Take(i).Contains(code), $"{pointer}/{i}", PlatformProblems.Duplicate);
    }
}

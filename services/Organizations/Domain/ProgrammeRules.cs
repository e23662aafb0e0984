namespace Organizations.Domain;

/// <summary>
/// What a programme may be, and how programmes nest (S14: a plan has actions, those have projects; a centre's platforms
/// stand where actions do). The modes are S4's three.
/// </summary>
public static class ProgrammeRules
{
    /// <summary>Levels a tree of programmes may have.</summary>
    public const int Deepest = 8;

    /// <summary>Nothing lies below something narrower: a project holds projects only.</summary>
    public static bool MayLieBelow(string kind, string parentKind) => Rank(kind) >= Rank(parentKind);

    /// <summary>
    /// draft, approved, running, completed; suspended and running again; cancelled until it is completed. What has
    /// ended stays so.
    /// </summary>
    public static bool MayBecome(string status, string next) =>
        (status, next) switch
        {

            ("draft", "approved")
            or
            ("approved", "running")
            or
            ("running", "suspended")
            or
            ("suspended", "running")
            or ("running", "completed") => true,
            ("draft" or "approved" or "running" or "suspended", "cancelled") => true,
            _ => false,
        };

    /// <summary>
    /// Sessions are held from the day it runs; those of before it was stopped can still be entered afterwards.
    /// </summary>
    public static bool MayHoldSessions(string status) => status is not ("draft" or "approved");

    /// <summary>
    /// Whether those who take part bear the mode out: who is purchased has a purchaser, who cooperates has a partner.
    /// </summary>
    public static bool IsBorneOut(string? mode, IEnumerable<string> roles) =>
        mode switch
        {
            "purchased" => roles.Contains("purchaser"),
            "cooperation" => roles.Any(r => r is "partner" or "department"),
            _ => true,
        };

    static int Rank(string kind) =>
        kind switch
        {
            "plan" => 0,
            "project" => 2,
            _ => 1,
        };
}

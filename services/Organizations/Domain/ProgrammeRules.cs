namespace Organizations.Domain;

/// <summary>
/// Kinds of programmes and their nesting (S14: a plan has actions, actions have projects; a centre's platforms rank as
/// actions). The three modes come from S4.
/// </summary>
public static class ProgrammeRules
{
    /// <summary>Most levels of a tree of programmes.</summary>
    public const int Deepest = 8;

    /// <summary>A programme lies below an equal or wider one: a project holds projects only.</summary>
    public static bool MayLieBelow(string kind, string parentKind) => Rank(kind) >= Rank(parentKind);

    /// <summary>
    /// draft, approved, running, completed; suspended and running again; cancelled at any time before completion. The
    /// last states are final.
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
    /// Sessions take place while the programme runs; earlier ones can still be entered after it was stopped.
    /// </summary>
    public static bool MayHoldSessions(string status) => status is not ("draft" or "approved");

    /// <summary>
    /// Whether the organizations match the mode: purchased needs a purchaser, cooperation needs a partner.
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

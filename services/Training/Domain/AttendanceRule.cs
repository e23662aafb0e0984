namespace Training.Domain;

/// <summary>How much of a class a learner must attend before she may be assessed.</summary>
static class AttendanceRule
{
    /// <summary>
    /// Whether the lessons attended are at least the required share of all lessons of the class; exact, without
    /// rounding.
    /// </summary>
    public static bool IsMet(int attended, int lessons, decimal required) => attended >= required * lessons;

    /// <summary>The share attended, for people to read; a class without lessons counts as attended.</summary>
    public static decimal Share(int attended, int lessons) =>
        lessons == 0 ? 1 : decimal.Round((decimal)attended / lessons, 3);
}

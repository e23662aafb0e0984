namespace Training.Domain;

/// <summary>The share of lessons that a learner must attend before the assessment.</summary>
static class AttendanceRule
{
    /// <summary>True if the attended share of all lessons is at least the required one; not rounded.</summary>
    /// <param name="attended">Number of lessons attended.</param>
    /// <param name="lessons">Number of lessons of the class.</param>
    /// <param name="required">0 to 1.</param>
    public static bool IsMet(int attended, int lessons, decimal required) => attended >= required * lessons;

    /// <summary>The attended share for display, 0 to 1, three decimals; 1 for a class without lessons.</summary>
    public static decimal Share(int attended, int lessons) =>
        lessons == 0 ? 1 : decimal.Round((decimal)attended / lessons, 3);
}

using ServiceDefaults.Http;

namespace Training.Domain;

/// <summary>A class as it was planned, for learners to enrol in.</summary>
/// <param name="Lessons">JSON, see <see cref="Lesson.Read"/>.</param>
/// <param name="PassMark">Points, 0 to 100.</param>
/// <param name="AttendanceRequired">The share of lessons, 0 to 1.</param>
sealed record PlannedClass(
    string Course,
    string Name,
    string ScopeKey,
    DateOnly EndsOn,
    string Lessons,
    int PassMark,
    decimal AttendanceRequired,
    DateOnly? CancelledOn
)
{
    /// <exception cref="ProblemException">It is cancelled, or over.</exception>
    public void MustBeOpen(DateOnly today)
    {
        if (CancelledOn is not null)
            throw new ProblemException(Problems.ClassCancelled);
        if (EndsOn < today)
            throw new ProblemException(Problems.ClassOver);
    }
}

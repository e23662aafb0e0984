using ServiceDefaults.Http;

namespace Training.Domain;

/// <summary>The columns of a class that an enrolment needs.</summary>
/// <param name="Lessons">JSON, see <see cref="Lesson.Read"/>.</param>
/// <param name="PassMark">Points, 0 to 100.</param>
/// <param name="AttendanceRequired">Share of lessons, 0 to 1.</param>
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
    /// <exception cref="ProblemException">TRN-0019: cancelled. TRN-0004: over.</exception>
    public void MustBeOpen(DateOnly today)
    {
        if (CancelledOn is not null)
            throw new ProblemException(Problems.ClassCancelled);
        if (EndsOn < today)
            throw new ProblemException(Problems.ClassOver);
    }
}

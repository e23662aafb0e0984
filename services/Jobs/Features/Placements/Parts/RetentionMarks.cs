using ServiceDefaults.Data;

namespace Jobs.Features.Placements;

/// <summary>Months after the start of a placement at which an officer checks that the person is employed.</summary>
static class RetentionMarks
{
    public static readonly int[] Months = [3, 6, 12];

    const string InsertCheck = """
        insert into placement_checks (placement_id, months, person_id, employer_id, scope_key, due_on)
        values (@placement, @months, @person, @employer, @key, @due)
        """;

    /// <summary>
    /// Plans the checks. Each falls due at midnight in China on the day of the start, or on the month's last day if the
    /// month is shorter.
    /// </summary>
    public static async Task Plan(
        Session session,
        Guid placement,
        Guid person,
        Guid employer,
        string key,
        DateOnly startedOn,
        CancellationToken ct
    )
    {
        foreach (var months in Months)
        {
            var due = startedOn.AddMonths(months);
            session.Defer(
                InsertCheck,
                new
                {
                    placement,
                    months,
                    person,
                    employer,
                    key,
                    due,
                }
            );
            await session.Schedule(
                MakeCheckDue.Kind,
                Key(placement, months),
                ChinaDay.Begin(due),
                new MakeCheckDue.Due(placement, months),
                ct
            );
        }
    }

    public static Task Drop(Session session, Guid placement, int months, CancellationToken ct) =>
        session.Unschedule(MakeCheckDue.Kind, Key(placement, months), ct);

    static string Key(Guid placement, int months) => $"{placement:N}/{months}";
}

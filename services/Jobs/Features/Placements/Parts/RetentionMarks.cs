using ServiceDefaults.Data;

namespace Jobs.Features.Placements;

/// <summary>The months after the start of a placement at which somebody checks whether it still holds.</summary>
static class RetentionMarks
{
    public static readonly int[] Months = [3, 6, 12];

    const string InsertCheck = """
        insert into placement_checks (placement_id, months, person_id, employer_id, scope_key, due_on)
        values ($1, $2, $3, $4, $5, $6)
        """;

    /// <summary>Due at midnight in China of the day, whatever day of the month she started on.</summary>
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
            session.Defer(InsertCheck, placement, months, person, employer, key, due);
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

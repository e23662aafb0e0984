using ServiceDefaults.Data;

namespace Jobs.Features.Placements;

/// <summary>3, 6 and 12 months after she started, whether she is still employed falls due to be checked.</summary>
static class MakeCheckDue
{
    public const string Kind = "placement-check";
    public static readonly int[] Months = [3, 6, 12];

    public sealed record Due(Guid PlacementId, int Months);

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
            await session.Schedule(Kind, Key(placement, months), ChinaDay.Begin(due), new Due(placement, months), ct);
        }
    }

    public static Task Drop(Session session, Guid placement, int months, CancellationToken ct) =>
        session.Unschedule(Kind, Key(placement, months), ct);

    public static Task Handle(Due due, Session session, CancellationToken ct)
    {
        session.Defer(
            """
            with made as (
                update placement_checks
                set state = 'due'
                where placement_id = $1 and months = $2 and state = 'planned'
                returning placement_id
            )
            update placements p set version = version + 1 from made where p.id = made.placement_id
            """,
            due.PlacementId,
            due.Months
        );
        return Task.CompletedTask;
    }

    static string Key(Guid placement, int months) => $"{placement:N}/{months}";
}

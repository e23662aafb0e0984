using ServiceDefaults.Data;

namespace Jobs.Features.Placements;

/// <summary>Timer: makes a retention check due on its day.</summary>
static class MakeCheckDue
{
    public static readonly TimerKind<Due> Kind = new("placement-check", Handle);

    public sealed record Due(Guid PlacementId, int Months);

    static Task Handle(Due due, Session session, CancellationToken ct)
    {
        session.Defer(
            """
            with made as (
                update placement_checks
                set state = 'due'
                where placement_id = @PlacementId and months = @Months and state = 'planned'
                returning placement_id
            )
            update placements p set version = version + 1 from made where p.id = made.placement_id
            """,
            new { due.PlacementId, due.Months }
        );
        return Task.CompletedTask;
    }
}

using ServiceDefaults.Data;

namespace Organizations.Features.Alliances;

/// <summary>
/// Records a notice two weeks before each handover of the chair, once, and sets the timer for the next one.
/// </summary>
static class NoticeHandover
{
    public static readonly TimerKind<Due> Kind = new("alliance-handover", Handle);

    public sealed record Due(Guid AllianceId, DateOnly DueOn);

    const string Insert = """
        insert into alliance_handovers (id, scope_key, alliance_id, due_on, from_member_id, to_member_id, noticed_at)
        select @id, scope_key, id, @DueOn, @from, @to, @Now from alliances where id = @AllianceId
        on conflict (alliance_id, due_on, to_member_id) where withdrawn_at is null
            do update set noticed_at = excluded.noticed_at, version = alliance_handovers.version + 1
            where alliance_handovers.noticed_at is null
        """;

    static async Task Handle(Due due, Session session, CancellationToken ct)
    {
        var chairs = await Chairs.ReadAsync(due.AllianceId, session, ct);
        if (chairs.On(due.DueOn) is { } turn && turn.From == due.DueOn)
            await session.Execute(
                Insert,
                new
                {
                    id = Guid.CreateVersion7(session.Now),
                    due.AllianceId,
                    due.DueOn,
                    from = chairs.On(due.DueOn.AddDays(-1))?.MemberId,
                    to = turn.MemberId,
                    session.Now,
                },
                ct
            );
        await Chairs.ScheduleAsync(due.AllianceId, session, ct);
    }
}

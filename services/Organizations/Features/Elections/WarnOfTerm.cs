using ServiceDefaults.Data;

namespace Organizations.Features.Elections;

/// <summary>
/// Warns of the end of a term, once for each number of days, across restarts. A late timer reports the present state:
/// one warning that the term is over (0 days before), or the one for the days that are left; missed ones are skipped.
/// </summary>
static class WarnOfTerm
{
    public static readonly TimerKind<Due> Kind = new("term-warning", Handle);

    static readonly int[] DaysBefore = [90, 30, 7];

    /// <param name="EndsOn">The end that the warning is about; a term with a changed end has timers of its own for
    /// that.</param>
    public sealed record Due(Guid TermId, int DaysBefore, DateOnly EndsOn);

    const string Warn = """
        insert into term_warnings (id, scope_key, organization_id, term_id, days_before, ends_on, raised_at)
        select @id, t.scope_key, t.organization_id, t.id, @DaysBefore, t.ends_on, @Now
        from terms t
        join organizations o on o.id = t.organization_id
        where t.id = @TermId and t.ends_on = @EndsOn and o.status <> 'dissolved' on conflict do nothing
        """;

    /// <summary>
    /// Sets the term's three timers for its end, replacing earlier ones. An ended term gets no warning; a warning that
    /// is overdue when the term is entered comes at once.
    /// </summary>
    public static async Task ScheduleAsync(Guid term, DateOnly ends, Session session, CancellationToken ct)
    {
        foreach (var days in DaysBefore)
        {
            var key = $"{term:N}:{days}";
            if (ends <= session.Today)
                await session.Unschedule(Kind, key, ct);
            else
                await session.Schedule(Kind, key, ChinaDay.Begin(ends.AddDays(-days)), new Due(term, days, ends), ct);
        }
    }

    static Task Handle(Due due, Session session, CancellationToken ct)
    {
        var left = due.EndsOn.DayNumber - session.Today.DayNumber;
        return session.Execute(
            Warn,
            new
            {
                id = Guid.CreateVersion7(session.Now),
                due.TermId,
                DaysBefore = left <= 0
                    ? 0
                    : Math.Min(due.DaysBefore, DaysBefore.Where(d => d >= left).DefaultIfEmpty(due.DaysBefore).Min()),
                due.EndsOn,
                session.Now,
            },
            ct
        );
    }
}

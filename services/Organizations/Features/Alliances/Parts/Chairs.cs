using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Alliances;

/// <summary>
/// Plans and members of one alliance as input of the rotation rule, and the notice of the next handover.
/// </summary>
sealed record Chairs(IReadOnlyList<RotationPlan> Plans, IReadOnlyList<RotatingMember> Members, DateOnly? Ends)
{
    /// <summary>Days between the notice and the handover.</summary>
    public const int NoticeDays = 14;

    const string FindPlans =
        "select starts_on, term_months, member_ids from alliance_rotations where alliance_id = @id order by starts_on";
    const string FindMembers = "select id, valid_from, valid_to from alliance_members where alliance_id = @id";
    const string FindEnd = "select valid_to from alliances where id = @id";
    const string FindNotices = """
        select id, due_on, to_member_id, noticed_at is not null as noticed, handed_over_on
        from alliance_handovers
        where alliance_id = @id and withdrawn_at is null
        """;
    const string Withdraw =
        "update alliance_handovers set withdrawn_at = @Now, version = version + 1 where id = any (@ids)";

    public static async Task<Chairs> ReadAsync(Guid allianceId, Session session, CancellationToken ct) =>
        new(
            [
                .. (await session.Query<PlanRow>(FindPlans, new { id = allianceId }, ct)).Select(p => new RotationPlan(
                    p.StartsOn,
                    p.TermMonths,
                    p.MemberIds
                )),
            ],
            [
                .. (await session.Query<MemberRow>(FindMembers, new { id = allianceId }, ct)).Select(
                    m => new RotatingMember(m.Id, m.ValidFrom, m.ValidTo)
                ),
            ],
            await session.Find<DateOnly?>(FindEnd, new { id = allianceId }, ct)
        );

    public ChairTurn? On(DateOnly day) => Ends <= day ? null : ChairRotation.On(Plans, Members, day);

    public IReadOnlyList<ChairTurn> Until(DateOnly last) =>
        ChairRotation.Turns(Plans, Members, Ends is { } ends && ends <= last ? ends.AddDays(-1) : last);

    /// <summary>The first turn that begins after a day, within twenty years.</summary>
    public ChairTurn? After(DateOnly day) => Until(day.AddYears(20)).FirstOrDefault(t => t.From > day);

    /// <summary>
    /// Call after a change of plan or members, and after each notice: withdraws notices of handovers that are off, and
    /// sets the timer for the next one.
    /// </summary>
    public static async Task ScheduleAsync(Guid allianceId, Session session, CancellationToken ct)
    {
        var chairs = await ReadAsync(allianceId, session, ct);
        var notices = await session.Query<Notice>(FindNotices, new { id = allianceId }, ct);
        var turns = chairs
            .Until(notices.Select(n => n.DueOn).Append(session.Today).Max())
            .Select(t => (t.From, t.MemberId))
            .ToHashSet();
        var gone = notices
            .Where(n => n.HandedOverOn is null && n.DueOn > session.Today && !turns.Contains((n.DueOn, n.ToMemberId)))
            .ToList();
        if (gone.Count > 0)
            await session.Execute(Withdraw, new { ids = gone.Select(n => n.Id).ToArray(), session.Now }, ct);
        // Continue after the last notice, even if its day has passed: each handover gets one notice. Without a notice,
        // start today: history that is entered late gets none.
        var last = notices.Except(gone).Where(n => n.Noticed).Select(n => n.DueOn).DefaultIfEmpty(session.Today).Max();
        if (chairs.After(last) is not { } next)
            await session.Unschedule(NoticeHandover.Kind, allianceId.ToString(), ct);
        else
            await session.Schedule(
                NoticeHandover.Kind,
                allianceId.ToString(),
                ChinaDay.Begin(next.From.AddDays(-NoticeDays)),
                new NoticeHandover.Due(allianceId, next.From),
                ct
            );
    }

    /// <summary>Call after a change: the recorded handovers must still be those of the plan.</summary>
    /// <exception cref="ProblemException">The change contradicts a recorded handover.</exception>
    public static async Task KeepAsync(Guid allianceId, string pointer, Session session, CancellationToken ct)
    {
        var took = (await session.Query<Notice>(FindNotices, new { id = allianceId }, ct))
            .Where(n => n.HandedOverOn is not null)
            .ToList();
        if (took.Count == 0)
            return;
        var turns = (await ReadAsync(allianceId, session, ct))
            .Until(took.Max(n => n.DueOn))
            .Select(t => (t.From, t.MemberId))
            .ToHashSet();
        if (!took.TrueForAll(n => turns.Contains((n.DueOn, n.ToMemberId))))
            throw new ProblemException(Problems.HandedOverSince, PlatformProblems.OutOfRange.At(pointer));
    }

    sealed record PlanRow(DateOnly StartsOn, int TermMonths, Guid[] MemberIds);

    sealed record MemberRow(Guid Id, DateOnly ValidFrom, DateOnly? ValidTo);

    sealed record Notice(Guid Id, DateOnly DueOn, Guid ToMemberId, bool Noticed, DateOnly? HandedOverOn);
}

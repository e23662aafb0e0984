using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Alliances;

/// <summary>
/// Ends a membership; If-Match is the alliance's version. The chair's order skips the member from the day after on; the
/// last member of a rotating chair stays.
/// </summary>
static class EndAllianceMember
{
    /// <param name="ValidTo">The last day of the membership, also one long past; yesterday if not given.</param>
    public sealed record Request(LastDay? ValidTo);

    const string Find =
        "select id, valid_from, valid_to from alliance_members where id = @memberId and alliance_id = @id";
    const string End = "update alliance_members set valid_to = @to, version = version + 1 where id = @memberId";

    /// <summary>A membership that began on that day or later gets one day.</summary>
    const string EndAll = """
        update alliance_members
        set valid_to = greatest(@on, valid_from + 1), version = version + 1
        where organization_id = @organization and platform.not_ended(valid_to, greatest(@on, valid_from + 1))
        returning alliance_id
        """;
    const string HoldAll = """
        select id
        from alliances
        where id in (select alliance_id from alliance_members where organization_id = @organization)
        order by id
        for update
        """;

    [EndpointSummary("成员单位退出 End a membership of an alliance")]
    public static async Task<Ok<GetAlliance.Response>> Handle(
        Guid id,
        Guid memberId,
        Request request,
        IfMatch ifMatch,
        Session session,
        CancellationToken ct
    )
    {
        var alliance = await Alliance.HoldAsync(id, session, ct);
        ifMatch.Check(alliance.Version);
        var member = await session.Find<Row>(Find, new { id, memberId }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        if (member.ValidTo is not null)
            throw new ProblemException(Problems.MembershipEnded);
        var to = request.ValidTo?.Next ?? session.Today;
        if (to <= member.ValidFrom)
            throw new ProblemException(PlatformProblems.Invalid, PlatformProblems.OutOfRange.At("/validTo"));
        await session.Execute(End, new { memberId, to }, ct);
        var chairs = await Chairs.ReadAsync(id, session, ct);
        if (chairs.Plans.Count > 0 && !chairs.Members.Any(m => m.To is null))
            throw new ProblemException(Problems.NoMemberToChair);
        await Chairs.KeepAsync(id, "/validTo", session, ct);
        await alliance.TouchAsync(session, ct);
        await Chairs.ScheduleAsync(id, session, ct);
        return await GetAlliance.Handle(id, null, session, ct);
    }

    /// <summary>
    /// Ends all memberships of a dissolved organization, in every area; a chair without a successor stays empty.
    /// </summary>
    public static Task OfDissolvedAsync(Guid organization, DateOnly on, Session session, CancellationToken ct) =>
        session.AsSystem(
            async () =>
            {
                await session.Query<Guid>(HoldAll, new { organization }, ct);
                var left = (await session.Query<Guid>(EndAll, new { organization, on }, ct)).Distinct().ToList();
                foreach (var alliance in left)
                {
                    await (await Alliance.ReadAsync(alliance, session, ct)).TouchAsync(session, ct);
                    await Chairs.ScheduleAsync(alliance, session, ct);
                }
                return left.Count;
            },
            ct
        );

    sealed record Row(Guid Id, DateOnly ValidFrom, DateOnly? ValidTo);
}

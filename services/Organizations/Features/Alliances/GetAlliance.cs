using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Alliances;

/// <summary>The alliance on a day: its members, whose turn in the chair it is, and whose comes next.</summary>
static class GetAlliance
{
    public sealed record Member(Guid Id, Guid OrganizationId, string? Name, DateOnly ValidFrom, LastDay? ValidTo);

    /// <param name="Until">The last day of the turn.</param>
    public sealed record Chair(Guid MemberId, Guid OrganizationId, string? Name, DateOnly From, LastDay Until);

    public sealed record Response(
        Guid Id,
        string Name,
        Guid DivisionId,
        Guid? OrganizationId,
        DateOnly ValidFrom,
        LastDay? ValidTo,
        DateOnly AsOf,
        Chair? Chair,
        Chair? NextChair,
        IReadOnlyList<Member> Members,
        long Meetings,
        long Version
    ) : IVersioned;

    /// <param name="Until">The last day of the turn.</param>
    public sealed record Turn(Guid Id, Guid MemberId, Guid OrganizationId, string? Name, DateOnly From, LastDay Until);

    /// <summary>Turns are computed, not stored: they come in as a table.</summary>
    static readonly Listing<Turn, Turn> Turns = Listing.Of<Turn>(
        "alliance-turns",
        """
        select md5(@id::text || t.day)::uuid as id, t.member as member_id, m.organization_id, o.name, t.day as "from",
            t.until
        from unnest(@members::uuid[], @days::date[], @ends::date[]) t (member, day, until)
        join alliance_members m on m.id = t.member
        left join organizations o on o.id = m.organization_id
        """,
        new("memberId", "成员编号"),
        new("organizationId", "单位编号"),
        new("name", "单位") { Search = true },
        new("from", "开始日期"),
        new("until", "截止日期")
    ) with
    {
        DefaultSort = "from",
    };

    const string Members = """
        select m.id, m.organization_id, o.name, m.valid_from, m.valid_to
        from alliance_members m
        left join organizations o on o.id = m.organization_id
        where m.alliance_id = @id order by m.valid_from, m.id
        """;
    const string Meetings = "select count(*) from alliance_meetings where alliance_id = @id and held_on <= @day";

    [EndpointSummary("联盟 Alliance on a day (asOf): members, chair, next chair")]
    public static async Task<IResult> Handle(Guid id, DateOnly? asOf, Session session, CancellationToken ct)
    {
        var day = asOf ?? session.Today;
        var alliance = await Alliance.ReadAsync(id, session, ct);
        var members = await session.Query<Member>(Members, new { id }, ct);
        var chairs = await Chairs.ReadAsync(id, session, ct);
        var here = alliance.IsOn(day)
            ? members.Where(m => m.ValidFrom <= day && (m.ValidTo is null || day <= m.ValidTo.Value.Day)).ToList()
            : [];
        return TypedResults.Ok(
            new Response(
                id,
                alliance.Name,
                alliance.DivisionId,
                alliance.OrganizationId,
                alliance.ValidFrom,
                alliance.ValidTo is { } next ? LastDay.Before(next) : null,
                day,
                Tell(chairs.On(day), members),
                Tell(chairs.After(day), members),
                here,
                await session.Find<long>(Meetings, new { id, day }, ct),
                alliance.Version
            )
        );
    }

    [EndpointSummary("轮值表 Turns in the chair (from, to)")]
    public static async Task<IResult> HandleTurns(
        Guid id,
        DateOnly? from,
        DateOnly? to,
        ListQuery query,
        Session session,
        CancellationToken ct
    )
    {
        var first = from ?? session.Today;
        var last = to ?? first.AddYears(1);
        if (last < first || last > first.AddYears(50))
            throw new ProblemException(PlatformProblems.Invalid, PlatformProblems.OutOfRange.At("/to"));
        await Alliance.ReadAsync(id, session, ct);
        var turns = (await Chairs.ReadAsync(id, session, ct)).Until(last).Where(t => t.Until > first).ToList();
        return await Turns.AnswerAsync(
            query,
            session,
            new
            {
                id,
                members = turns.Select(t => t.MemberId).ToArray(),
                days = turns.Select(t => t.From).ToArray(),
                ends = turns.Select(t => t.Until).ToArray(),
            },
            ct
        );
    }

    static Chair? Tell(ChairTurn? turn, IReadOnlyList<Member> members) =>
        turn is not null && members.FirstOrDefault(m => m.Id == turn.MemberId) is { } member
            ? new(member.Id, member.OrganizationId, member.Name, turn.From, LastDay.Before(turn.Until))
            : null;
}

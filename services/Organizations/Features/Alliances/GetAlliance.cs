using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Alliances;

/// <summary>The alliance on a day: its members, the present chair and the next one.</summary>
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

    const string Members = """
        select m.id, m.organization_id, o.name, m.valid_from, m.valid_to
        from alliance_members m
        left join organizations o on o.id = m.organization_id
        where m.alliance_id = @id order by m.valid_from, m.id
        """;
    const string Meetings = "select count(*) from alliance_meetings where alliance_id = @id and held_on <= @day";

    [EndpointSummary("联盟 Alliance on a day (asOf): members, chair, next chair")]
    public static async Task<Ok<Response>> Handle(Guid id, DateOnly? asOf, Session session, CancellationToken ct)
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
                Describe(chairs.On(day), members),
                Describe(chairs.After(day), members),
                here,
                await session.Find<long>(Meetings, new { id, day }, ct),
                alliance.Version
            )
        );
    }

    static Chair? Describe(ChairTurn? turn, IReadOnlyList<Member> members) =>
        turn is not null && members.FirstOrDefault(m => m.Id == turn.MemberId) is { } member
            ? new(member.Id, member.OrganizationId, member.Name, turn.From, LastDay.Before(turn.Until))
            : null;
}

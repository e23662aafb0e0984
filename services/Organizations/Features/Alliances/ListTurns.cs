using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Alliances;

static class ListTurns
{
    /// <param name="Until">The last day of the turn.</param>
    public sealed record Item(Guid Id, Guid MemberId, Guid OrganizationId, string? Name, DateOnly From, LastDay Until);

    /// <summary>Turns are computed, not stored: the query takes them as a table.</summary>
    static readonly Listing<Item, Item> List = Listing.Of<Item>(
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

    [EndpointSummary("轮值表 Turns in the chair (from, to)")]
    public static async Task<ListAnswer<Item>> Handle(
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
        return await List.AnswerAsync(
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
}

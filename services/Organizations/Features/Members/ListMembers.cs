using Organizations.Domain;
using Organizations.Features.Organizations;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Members;

/// <summary>The members of an organization, of all times or of one day.</summary>
static class ListMembers
{
    /// <param name="Name">Name of the person or the organization.</param>
    public sealed record Item(
        Guid Id,
        Guid? PersonId,
        Guid? MemberOrganizationId,
        string Name,
        [Code(nameof(CodeTables.MemberRole))] string Role,
        [Code(nameof(CodeTables.Discipline))] string? Discipline,
        DateOnly ValidFrom,
        LastDay? ValidTo
    );

    const string Source = """
        select m.id, m.person_id, m.member_organization_id, coalesce(p.name, o.name, '') as name, m.role,
            m.discipline, m.valid_from, m.valid_to
        from memberships m
        left join people p on p.id = m.person_id
        left join organizations o on o.id = m.member_organization_id
        where m.organization_id = @id
            and (@asOf::date is null or platform.in_force(m.valid_from, m.valid_to, @asOf))
        """;

    static readonly Listing<Item, Item> List = Listing.Of<Item>(
        "members",
        Source,
        new("id", "编号"),
        new("personId", "人员编号") { Hidden = true },
        new("memberOrganizationId", "组织编号") { Hidden = true },
        new("name", "姓名或名称") { Search = true },
        new("role", "会员类别") { Table = CodeTables.MemberRole },
        new("discipline", "学科") { Table = CodeTables.Discipline },
        new("validFrom", "入会日期"),
        new("validTo", "退会日期")
    ) with
    {
        Subject = i => i.PersonId ?? i.MemberOrganizationId!.Value,
    };

    /// <param name="asOf">Only members on this day.</param>
    [EndpointSummary("会员名单 Members of an organization, of one day with asOf; filter, sort, CSV, XLSX")]
    public static async Task<ListAnswer<Item>> Handle(
        Guid id,
        DateOnly? asOf,
        ListQuery query,
        Session session,
        CancellationToken ct
    )
    {
        await OrganizationInSight.MustSeeAsync(session, id, ct);
        return await List.AnswerAsync(query, session, new { id, asOf }, ct);
    }
}

using Organizations.Domain;
using Organizations.Features.Divisions;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Organizations;

/// <summary>
/// Organizations the caller may see, all there ever were or those of one day, and how many of each kind and level.
/// </summary>
static class ListOrganizations
{
    /// <param name="Level">Of its division: 1 a province, 5 a village, 6 and more below.</param>
    public sealed record Item(
        Guid Id,
        string Kind,
        string Name,
        string Status,
        string? CreditCode,
        Guid? DivisionId,
        string? Division,
        string? Code,
        int? Level,
        Guid? ParentId,
        DateOnly ValidFrom,
        LastDay? ValidTo
    );

    public sealed record Count(string Kind, int? Level, long Organizations);

    public sealed record Summary(IReadOnlyList<Count> Counts);

    const string Source = $"""
        {DivisionScope.Area}
        select o.id, o.kind, coalesce(h.name, o.name) as name, coalesce(h.status, o.status) as status, o.credit_code,
            o.division_id, coalesce(w.name, d.name) as division, coalesce(w.code, d.code) as code,
            coalesce(w.level, d.level) as level, o.parent_id, o.valid_from, o.valid_to
        from organizations o left join divisions d on d.id = o.division_id
        left join organization_history h on h.organization_id = o.id and h.valid_from <= @day and h.valid_to > @day
        left join division_history w on w.division_id = d.id and w.valid_from <= @day and w.valid_to > @day
        where (@day::date is null or (o.valid_from <= @day and (o.valid_to is null or o.valid_to > @day)))
          and (@below::uuid is null or exists (select from area r where o.scope_key >= r.lo and o.scope_key < r.hi))
        """;
    const string Counts = $"""
        select kind, level, count(*) as organizations
        from ({Source}) x
        where status <> 'dissolved'
        group by kind, level
        order by kind, level
        """;

    static readonly Listing<Item, Item> List = Listing.Of<Item>(
        "organizations",
        Source,
        new("id", "编号"),
        new("kind", "类别") { Codes = OrganizationKinds.All },
        new("name", "名称") { Search = true },
        new("status", "状态") { Codes = OrganizationKinds.Statuses },
        new("creditCode", "统一社会信用代码"),
        new("divisionId", "区划编号") { Hidden = true },
        new("division", "区划"),
        new("code", "区划代码"),
        new("level", "级别"),
        new("parentId", "上级组织编号") { Hidden = true },
        new("validFrom", "成立日期"),
        new("validTo", "撤销日期")
    );

    /// <param name="asOf">Only those there on this day, by the names they and their divisions had.</param>
    /// <param name="below">Only those in this division and below, as the tree was then.</param>
    [EndpointSummary("组织名单 Organizations, of one day with asOf; filter, sort, CSV, XLSX")]
    public static Task<IResult> Handle(
        DateOnly? asOf,
        Guid? below,
        ListQuery query,
        Session session,
        CancellationToken ct
    ) =>
        List.AnswerAsync(
            query,
            session,
            new
            {
                day = asOf,
                on = asOf ?? session.Today,
                below,
            },
            ct
        );

    /// <summary>Counted from the records, those dissolved left out.</summary>
    [EndpointSummary("组织统计 How many organizations of each kind and level")]
    public static async Task<IResult> HandleSummary(
        DateOnly? asOf,
        Guid? below,
        Session session,
        CancellationToken ct
    ) =>
        TypedResults.Ok(
            new Summary(
                await session.Query<Count>(
                    Counts,
                    new
                    {
                        day = asOf ?? session.Today,
                        on = asOf ?? session.Today,
                        below,
                    },
                    ct
                )
            )
        );
}

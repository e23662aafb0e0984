using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Elections;

/// <summary>Organizations with a due congress: their last term has ended.</summary>
static class ListDueCongresses
{
    /// <param name="Id">The organization's.</param>
    public sealed record Item(
        Guid Id,
        string Organization,
        [Code(nameof(CodeTables.OrganizationKind))] string Kind,
        int TermNumber,
        LastDay TermEndedOn,
        string ScopeKey
    );

    const string Source = """
        select o.id, o.name as organization, o.kind, t.number as term_number, t.ends_on as term_ended_on, o.scope_key
        from organizations o
        join lateral (
            select number, ends_on
            from terms t
            where t.organization_id = o.id and t.starts_on <= @day
            order by number desc
            limit 1
        ) t on t.ends_on <= @day
        where platform.not_ended(o.valid_to, @day)
        """;

    static readonly Listing<Item, Item> List = Listing.Of<Item>(
        "congresses-due",
        Source,
        new("id", "组织编号"),
        new("organization", "组织") { Search = true },
        new("kind", "类别") { Table = CodeTables.OrganizationKind },
        new("termNumber", "届次"),
        new("termEndedOn", "届满日期"),
        new("scopeKey", "排序码") { Hidden = true }
    );

    /// <param name="asOf">Due on this day; today if not given.</param>
    [EndpointSummary("应换届的组织 Organizations with a due congress")]
    public static Task<ListAnswer<Item>> Handle(
        DateOnly? asOf,
        ListQuery query,
        Session session,
        CancellationToken ct
    ) => List.AnswerAsync(query, session, new { day = asOf ?? session.Today }, ct);
}

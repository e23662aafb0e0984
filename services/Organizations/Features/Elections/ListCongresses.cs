using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Elections;

/// <summary>Congresses that were held, and organizations whose next one is due: their last term has ended.</summary>
static class ListCongresses
{
    public sealed record Item(
        Guid Id,
        Guid OrganizationId,
        string Organization,
        string Kind,
        int? Number,
        string Title,
        DateOnly HeldOn,
        string? Charter
    );

    /// <param name="Id">The organization's.</param>
    public sealed record Overdue(
        Guid Id,
        string Organization,
        string Kind,
        int TermNumber,
        LastDay TermEndedOn,
        string ScopeKey
    );

    const string Source = """
        select c.id, c.organization_id, o.name as organization, c.kind, c.number, c.title, c.held_on,
            (select h.title from charters h where h.congress_id = c.id) as charter
        from congresses c join organizations o on o.id = c.organization_id
        """;
    const string DueSource = """
        select o.id, o.name as organization, o.kind, t.number as term_number, t.ends_on as term_ended_on, o.scope_key
        from organizations o
        join lateral (
            select number, ends_on
            from terms t
            where t.organization_id = o.id and t.starts_on <= @day
            order by number desc
            limit 1
        ) t on t.ends_on <= @day
        where o.valid_to is null or o.valid_to > @day
        """;

    static readonly Listing<Item, Item> List = Listing.Of<Item>(
        "congresses",
        Source,
        new("id", "编号"),
        new("organizationId", "组织编号") { Hidden = true },
        new("organization", "组织") { Search = true },
        new("kind", "类别") { Codes = HoldCongress.Kinds },
        new("number", "届次"),
        new("title", "名称") { Search = true },
        new("heldOn", "召开日期"),
        new("charter", "通过的章程")
    );

    static readonly Listing<Overdue, Overdue> Due = Listing.Of<Overdue>(
        "congresses-due",
        DueSource,
        new("id", "组织编号"),
        new("organization", "组织") { Search = true },
        new("kind", "类别") { Codes = OrganizationKinds.All },
        new("termNumber", "届次"),
        new("termEndedOn", "届满日期"),
        new("scopeKey", "排序码") { Hidden = true }
    );

    [EndpointSummary("代表大会 Congresses")]
    public static Task<IResult> Handle(ListQuery query, Session session, CancellationToken ct) =>
        List.AnswerAsync(query, session, ct: ct);

    /// <param name="asOf">Due on this day; today if it is not given.</param>
    [EndpointSummary("应换届的组织 Organizations whose next congress is due")]
    public static Task<IResult> HandleDue(DateOnly? asOf, ListQuery query, Session session, CancellationToken ct) =>
        Due.AnswerAsync(query, session, new { day = asOf ?? session.Today }, ct);
}

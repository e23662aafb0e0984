using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Elections;

static class ListTerms
{
    public sealed record Item(
        Guid Id,
        Guid OrganizationId,
        string Organization,
        Guid CongressId,
        int Number,
        DateOnly StartsOn,
        LastDay EndsOn
    );

    const string Source = """
        select t.id, t.organization_id, o.name as organization, t.congress_id, t.number, t.starts_on, t.ends_on
        from terms t
        join organizations o on o.id = t.organization_id
        where @asOf::date is null or (t.starts_on <= @asOf and t.ends_on > @asOf)
        """;
    static readonly Listing<Item, Item> List = Listing.Of<Item>(
        "terms",
        Source,
        new("id", "编号"),
        new("organizationId", "组织编号") { Hidden = true },
        new("organization", "组织") { Search = true },
        new("number", "届次"),
        new("startsOn", "开始日期"),
        new("endsOn", "届满日期")
    );

    /// <param name="asOf">Only terms that include this day.</param>
    [EndpointSummary("届次 Terms, of one day with asOf; filter, sort, CSV, XLSX")]
    public static Task<ListAnswer<Item>> Handle(
        DateOnly? asOf,
        ListQuery query,
        Session session,
        CancellationToken ct
    ) => List.AnswerAsync(query, session, new { asOf }, ct);
}

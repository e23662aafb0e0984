using System.Text.Json.Serialization;
using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Organizations;

/// <summary>
/// Names and statuses of an organization, oldest first; the present ones last.
/// </summary>
static class ListOrganizationHistory
{
    public sealed record Item(
        [property: JsonIgnore] Guid Id,
        string Name,
        [Code(nameof(CodeTables.OrganizationStatus))] string Status,
        DateOnly ValidFrom,
        LastDay? ValidTo
    );

    static readonly string s_source = $"""
        select {Listing.NumberBy("valid_from, valid_to nulls last")} as id, name, status, valid_from, valid_to
        from (
            select name, status, valid_from, valid_to from organization_history where organization_id = @id
            union all
            select name, status, since, valid_to from organizations where id = @id
        ) h
        """;

    static readonly Listing<Item, Item> s_list = Listing.Of<Item>(
        "organization-history",
        s_source,
        new("name", "名称") { Search = true },
        new("status", "状态") { Table = CodeTables.OrganizationStatus },
        new("validFrom", "起始日期"),
        new("validTo", "截止日期")
    );

    [EndpointSummary("组织沿革 Former names and statuses of an organization")]
    public static async Task<ListAnswer<Item>> Handle(Guid id, ListQuery query, Session session, CancellationToken ct)
    {
        await OrganizationInSight.MustSeeAsync(session, id, ct);
        return await s_list.AnswerAsync(query, session, new { id }, ct);
    }
}

using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Elections;

static class ListCongresses
{
    public sealed record Item(
        Guid Id,
        Guid OrganizationId,
        string Organization,
        [Code(nameof(CodeTables.CongressKind))] string Kind,
        int? Number,
        string Title,
        DateOnly HeldOn,
        string? Charter
    );

    const string Source = """
        select c.id, c.organization_id, o.name as organization, c.kind, c.number, c.title, c.held_on,
            (select h.title from charters h where h.congress_id = c.id) as charter
        from congresses c join organizations o on o.id = c.organization_id
        """;
    static readonly Listing<Item, Item> List = Listing.Of<Item>(
        "congresses",
        Source,
        new("id", "编号"),
        new("organizationId", "组织编号") { Hidden = true },
        new("organization", "组织") { Search = true },
        new("kind", "类别") { Table = CodeTables.CongressKind },
        new("number", "届次"),
        new("title", "名称") { Search = true },
        new("heldOn", "召开日期"),
        new("charter", "通过的章程")
    );

    [EndpointSummary("代表大会 Congresses")]
    public static Task<ListAnswer<Item>> Handle(ListQuery query, Session session, CancellationToken ct) =>
        List.AnswerAsync(query, session, ct: ct);
}

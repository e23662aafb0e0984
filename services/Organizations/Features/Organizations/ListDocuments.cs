using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Organizations;

static class ListDocuments
{
    public sealed record Item(
        Guid Id,
        [Code(nameof(CodeTables.DocumentKind))] string Kind,
        string Title,
        string? Number,
        string? Uri,
        DateOnly? DatedOn,
        DateTimeOffset AddedAt
    );

    static readonly Listing<Item, Item> List = Listing.Of<Item>(
        "documents",
        """
        select id, kind, title, number, uri, dated_on, added_at
        from organization_documents
        where organization_id = @id
        """,
        new("kind", "类别") { Table = CodeTables.DocumentKind },
        new("title", "标题") { Search = true },
        new("number", "文号"),
        new("uri", "存放地址"),
        new("datedOn", "日期"),
        new("addedAt", "登记时间")
    );

    [EndpointSummary("组织文件 Documents of an organization")]
    public static Task<ListAnswer<Item>> Handle(Guid id, ListQuery query, Session session, CancellationToken ct) =>
        List.AnswerAsync(query, session, new { id }, ct);
}

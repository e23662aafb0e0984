using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Reorganisations;

static class ListReorganisations
{
    public sealed record Item(
        Guid Id,
        [Code(nameof(CodeTables.ReorganisationKind))] string Kind,
        [Code(nameof(CodeTables.ReorganisationState))] string State,
        DateTimeOffset CreatedAt,
        DateTimeOffset? AppliedAt,
        DateTimeOffset? UndoneAt
    );

    static readonly Listing<Item, Item> List = Listing.Of<Item>(
        "reorganisations",
        "select id, kind, state, created_at, applied_at, undone_at from reorganisations",
        new("id", "编号"),
        new("kind", "方式") { Table = CodeTables.ReorganisationKind },
        new("state", "状态") { Table = CodeTables.ReorganisationState },
        new("createdAt", "预览时间"),
        new("appliedAt", "应用时间"),
        new("undoneAt", "撤销时间")
    );

    [EndpointSummary("区划调整列表 Reorganisations")]
    public static Task<ListAnswer<Item>> Handle(ListQuery query, Session session, CancellationToken ct) =>
        List.AnswerAsync(query, session, ct: ct);
}

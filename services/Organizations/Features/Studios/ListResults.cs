using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Studios;

static class ListResults
{
    public sealed record Item(
        Guid Id,
        Guid StudioId,
        string? Studio,
        string ContractNumber,
        string Name,
        string Recipient,
        DateOnly TransferredOn,
        decimal Value,
        string? Via,
        Guid? UniversityId,
        string? University
    );

    const string Source = """
        select r.id, r.studio_id, o.name as studio, r.contract_number, r.name, r.recipient, r.transferred_on, r.value,
            r.via, r.university_id, u.name as university
        from studio_results r
        left join organizations o on o.id = r.studio_id
        left join organizations u on u.id = r.university_id
        """;

    static readonly Listing<Item, Item> List = Listing.Of<Item>(
        "studio-results",
        Source,
        new("id", "编号"),
        new("studioId", "工作室编号") { Hidden = true },
        new("studio", "工作室") { Search = true },
        new("contractNumber", "合同编号") { Search = true },
        new("name", "成果") { Search = true },
        new("recipient", "受让方") { Search = true },
        new("transferredOn", "转化日期"),
        new("value", "金额（元）"),
        new("via", "转化平台"),
        new("universityId", "高校编号") { Hidden = true },
        new("university", "高校")
    );

    [EndpointSummary("成果名单 Results; filter, sort, CSV, XLSX")]
    public static Task<ListAnswer<Item>> Handle(ListQuery query, Session session, CancellationToken ct) =>
        List.AnswerAsync(query, session, ct: ct);
}

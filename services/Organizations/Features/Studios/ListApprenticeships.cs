using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Studios;

static class ListApprenticeships
{
    public sealed record Item(
        Guid Id,
        Guid StudioId,
        string? Studio,
        Guid MasterId,
        string? Master,
        Guid ApprenticeId,
        string? Apprentice,
        string Craft,
        DateOnly StartsOn,
        LastDay? EndsOn,
        [Code(nameof(CodeTables.ApprenticeshipOutcome))] string? Outcome
    );

    const string Source = """
        select a.id, a.studio_id, o.name as studio, a.master_id, m.name as master, a.apprentice_id,
            p.name as apprentice, a.craft, a.starts_on, a.ends_on, a.outcome
        from studio_apprenticeships a
        left join organizations o on o.id = a.studio_id
        left join people m on m.id = a.master_id
        left join people p on p.id = a.apprentice_id
        """;

    static readonly Listing<Item, Item> List = Listing.Of<Item, Item>(
        "studio-apprenticeships",
        Source,
        View,
        new("id", "编号"),
        new("studioId", "工作室编号") { Hidden = true },
        new("studio", "工作室") { Search = true },
        new("masterId", "师傅编号") { Hidden = true },
        new("master", "师傅") { Search = true },
        new("apprenticeId", "徒弟编号") { Hidden = true },
        new("apprentice", "徒弟") { Search = true },
        new("craft", "工种"),
        new("startsOn", "开始日期"),
        new("endsOn", "结束日期"),
        new("outcome", "结果") { Table = CodeTables.ApprenticeshipOutcome }
    );

    [EndpointSummary("师徒名单 Apprenticeships; filter, sort, CSV, XLSX")]
    public static Task<ListAnswer<Item>> Handle(ListQuery query, Session session, CancellationToken ct) =>
        List.AnswerAsync(query, session, ct: ct);

    static Item View(Item item, Session session)
    {
        session.RecordAccess(item.MasterId, item.ApprenticeId);
        return item;
    }
}

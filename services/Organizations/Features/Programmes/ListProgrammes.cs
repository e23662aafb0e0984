using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Programmes;

/// <summary>Programmes registered by a day, with parent and status of that day.</summary>
static class ListProgrammes
{
    public sealed record Item(
        Guid Id,
        Guid? ParentId,
        [Code(nameof(CodeTables.ProgrammeKind))] string Kind,
        string Name,
        string Field,
        [Code(nameof(CodeTables.ProgrammeMode))] string? Mode,
        Guid OwnerId,
        string? Owner,
        DateOnly StartsOn,
        DateOnly EndsOn,
        [Code(nameof(CodeTables.ProgrammeStatus))] string? Status,
        decimal? Budget,
        long Sessions
    );

    const string Source = """
        select p.id, h.parent_id, p.kind, p.name, p.field, p.mode, p.owner_id, o.name as owner, p.starts_on, p.ends_on,
            (
                select s.status
                from programme_statuses s
                where s.programme_id = p.id and s.since <= @day
                order by s.since desc
                limit 1
            ) as status,
            p.budget,
            (select count(*) from programme_sessions s where s.programme_id = p.id and s.held_on <= @day) as sessions
        from programmes p
        join programme_parents h on h.programme_id = p.id
            and platform.in_force(h.valid_from, h.valid_to, @day)
        left join organizations o on o.id = p.owner_id
        """;

    static readonly Listing<Item, Item> List = Listing.Of<Item>(
        "programmes",
        Source,
        new("id", "编号"),
        new("parentId", "上级项目") { Hidden = true },
        new("kind", "类别") { Table = CodeTables.ProgrammeKind },
        new("name", "名称") { Search = true },
        new("field", "领域") { Search = true },
        new("mode", "模式") { Table = CodeTables.ProgrammeMode },
        new("ownerId", "主办单位编号") { Hidden = true },
        new("owner", "主办单位") { Search = true },
        new("startsOn", "开始日期"),
        new("endsOn", "结束日期"),
        new("status", "状态") { Table = CodeTables.ProgrammeStatus },
        new("budget", "预算（元）"),
        new("sessions", "活动场次")
    );

    [EndpointSummary("项目名单 Programmes on a day (asOf); filter, sort, CSV, XLSX")]
    public static Task<ListAnswer<Item>> Handle(
        DateOnly? asOf,
        ListQuery query,
        Session session,
        CancellationToken ct
    ) => List.AnswerAsync(query, session, new { day = asOf ?? session.Today }, ct);
}

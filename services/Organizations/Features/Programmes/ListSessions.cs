using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Programmes;

static class ListSessions
{
    public sealed record Item(
        Guid Id,
        Guid ProgrammeId,
        string Programme,
        DateOnly HeldOn,
        string Place,
        [Code(nameof(CodeTables.SessionKind))] string Kind,
        Guid? HostId,
        string? Host,
        int Headcount,
        long Participations,
        long PersonTimes
    );

    const string Source = """
        select s.id, s.programme_id, p.name as programme, s.held_on, s.place, s.kind, s.host_id, o.name as host,
            s.headcount, n.participations, n.participations + s.headcount as person_times
        from programme_sessions s
        join programmes p on p.id = s.programme_id
        left join organizations o on o.id = s.host_id
            cross join lateral (
                select count(*) as participations from programme_participations t where t.session_id = s.id
            ) n
        """;

    static readonly Listing<Item, Item> List = Listing.Of<Item>(
        "sessions",
        Source,
        new("id", "编号"),
        new("programmeId", "项目编号") { Hidden = true },
        new("programme", "项目") { Search = true },
        new("heldOn", "日期"),
        new("place", "地点") { Search = true },
        new("kind", "类别") { Table = CodeTables.SessionKind },
        new("hostId", "承办单位编号") { Hidden = true },
        new("host", "承办单位") { Search = true },
        new("headcount", "只计人数"),
        new("participations", "登记人次"),
        new("personTimes", "总人次")
    );

    [EndpointSummary("活动名单 Sessions; filter, sort, CSV, XLSX")]
    public static Task<ListAnswer<Item>> Handle(ListQuery query, Session session, CancellationToken ct) =>
        List.AnswerAsync(query, session, ct: ct);
}

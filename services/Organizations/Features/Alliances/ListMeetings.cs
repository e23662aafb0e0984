using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Alliances;

static class ListMeetings
{
    /// <param name="Present">Number of represented members.</param>
    /// <param name="Open">Number of decisions that are not done yet.</param>
    /// <param name="Overdue">Number of open decisions past their due day.</param>
    public sealed record Item(
        Guid Id,
        Guid AllianceId,
        string Alliance,
        int Number,
        DateOnly HeldOn,
        string Place,
        string? Chair,
        long Present,
        long Decisions,
        long Open,
        long Overdue
    );

    const string Source = """
        select m.id, m.alliance_id, a.name as alliance, m.number, m.held_on, m.place, o.name as chair,
            (select count(*) from alliance_attendance t where t.meeting_id = m.id and t.present) as present,
            (select count(*) from alliance_decisions d where d.meeting_id = m.id) as decisions,
            (select count(*) from alliance_decisions d where d.meeting_id = m.id and d.done_on is null) as open,
            (
                select count(*)
                from alliance_decisions d
                where d.meeting_id = m.id and d.done_on is null and d.due_on < @today
            ) as overdue
        from alliance_meetings m join alliances a on a.id = m.alliance_id
            left join alliance_members c on c.id = m.chair_member_id
            left join organizations o on o.id = c.organization_id
        """;

    static readonly Listing<Item, Item> List = Listing.Of<Item>(
        "alliance-meetings",
        Source,
        new("id", "编号"),
        new("allianceId", "联盟") { Hidden = true },
        new("alliance", "联盟名称") { Search = true },
        new("number", "次数"),
        new("heldOn", "日期"),
        new("place", "地点") { Search = true },
        new("chair", "轮值主席"),
        new("present", "出席单位数"),
        new("decisions", "议定事项"),
        new("open", "未办结"),
        new("overdue", "逾期")
    ) with
    {
        DefaultSort = "-heldOn",
    };

    [EndpointSummary("联席会议名单 Joint meetings; filter, sort, CSV, XLSX")]
    public static Task<ListAnswer<Item>> Handle(ListQuery query, Session session, CancellationToken ct) =>
        List.AnswerAsync(query, session, new { today = session.Today }, ct);
}

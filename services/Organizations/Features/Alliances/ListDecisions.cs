using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Alliances;

static class ListDecisions
{
    public sealed record Item(
        Guid Id,
        Guid AllianceId,
        string Alliance,
        Guid MeetingId,
        int Meeting,
        DateOnly HeldOn,
        string Task,
        string? Member,
        Guid? PersonId,
        string? Person,
        DateOnly DueOn,
        DateOnly? DoneOn,
        string? Outcome,
        bool Overdue
    );

    const string Source = """
        select d.id, m.alliance_id, a.name as alliance, d.meeting_id, m.number as meeting, m.held_on, d.task,
            o.name as member, d.person_id, p.name as person, d.due_on, d.done_on, d.outcome,
            d.done_on is null and d.due_on < @today as overdue
        from alliance_decisions d
        join alliance_meetings m on m.id = d.meeting_id
        join alliances a on a.id = m.alliance_id
            left join alliance_members c on c.id = d.member_id
            left join organizations o on o.id = c.organization_id
            left join people p on p.id = d.person_id
        """;

    static readonly Listing<Item, Item> List = Listing.Of<Item, Item>(
        "alliance-decisions",
        Source,
        View,
        new("id", "编号"),
        new("allianceId", "联盟编号") { Hidden = true },
        new("alliance", "联盟") { Search = true },
        new("meetingId", "会议编号") { Hidden = true },
        new("meeting", "会议次数"),
        new("heldOn", "会议日期"),
        new("task", "议定事项") { Search = true },
        new("member", "责任单位") { Search = true },
        new("personId", "责任人编号") { Hidden = true },
        new("person", "责任人") { Search = true },
        new("dueOn", "期限"),
        new("doneOn", "办结日期"),
        new("outcome", "结果"),
        new("overdue", "逾期")
    ) with
    {
        DefaultSort = "dueOn",
    };

    [EndpointSummary("议定事项名单 Decisions of joint meetings; filter, sort, CSV, XLSX")]
    public static Task<ListAnswer<Item>> Handle(ListQuery query, Session session, CancellationToken ct) =>
        List.AnswerAsync(query, session, new { today = session.Today }, ct);

    static Item View(Item item, Session session)
    {
        if (item.PersonId is { } person)
            session.RecordAccess(person);
        return item;
    }
}

using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.OneTenHundred;

static class ListModelWomanLinks
{
    public sealed record Item(
        Guid Id,
        Guid MemberId,
        string? Member,
        Guid PersonId,
        string? Person,
        DateOnly ValidFrom,
        LastDay? ValidTo
    );

    static readonly Listing<Item, Item> List = Listing.Of<Item, Item>(
        "model-women",
        """
        select l.id, l.member_id, m.name as member, l.person_id, p.name as person, l.valid_from, l.valid_to
        from model_women l left join people m on m.id = l.member_id left join people p on p.id = l.person_id
        """,
        View,
        new("id", "编号"),
        new("memberId", "执委编号"),
        new("member", "执委") { Search = true },
        new("personId", "先进女性编号"),
        new("person", "先进女性") { Search = true },
        new("validFrom", "开始日期"),
        new("validTo", "结束日期")
    );

    [EndpointSummary("结对带动名单 Links of members to model women; filter, sort, CSV, XLSX")]
    public static Task<ListAnswer<Item>> Handle(ListQuery query, Session session, CancellationToken ct) =>
        List.AnswerAsync(query, session, ct: ct);

    static Item View(Item item, Session session)
    {
        session.RecordAccess(item.MemberId, item.PersonId);
        return item;
    }
}

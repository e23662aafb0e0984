using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Elections;

static class ListElections
{
    public sealed record Item(
        Guid Id,
        Guid OrganizationId,
        string Organization,
        Guid TermId,
        [Code(nameof(CodeTables.Post))] string Post,
        int Seats,
        long Candidates,
        long Elected,
        DateOnly HeldOn,
        [Code(nameof(CodeTables.ElectionState))] string State,
        int? SeatsLeft
    );

    const string Source = """
        select e.id, e.organization_id, o.name as organization, e.term_id, e.post, e.seats, c.candidates, c.elected,
            e.held_on, e.state, e.seats_left
        from elections e join organizations o on o.id = e.organization_id
        cross join lateral (
            select count(*) as candidates, count(*) filter (where outcome = 'elected') as elected
            from candidates c
            where c.election_id = e.id
        ) c
        """;

    static readonly Listing<Item, Item> List = Listing.Of<Item>(
        "elections",
        Source,
        new("id", "编号"),
        new("organizationId", "组织编号") { Hidden = true },
        new("organization", "组织") { Search = true },
        new("termId", "届次编号") { Hidden = true },
        new("post", "职务") { Table = CodeTables.Post },
        new("seats", "名额"),
        new("candidates", "候选人数"),
        new("elected", "当选人数"),
        new("heldOn", "选举日期"),
        new("state", "状态") { Table = CodeTables.ElectionState },
        new("seatsLeft", "空缺")
    );

    [EndpointSummary("选举名单 Elections")]
    public static Task<ListAnswer<Item>> Handle(ListQuery query, Session session, CancellationToken ct) =>
        List.AnswerAsync(query, session, ct: ct);
}

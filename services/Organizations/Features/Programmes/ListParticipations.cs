using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Programmes;

/// <summary>Who came to a session, by id; those of other registers are told by their register alone.</summary>
static class ListParticipations
{
    /// <param name="Id">The person's, or one made from the keyed index.</param>
    public sealed record Item(Guid Id, Guid? PersonId, Guid? RegisterId, DateTimeOffset RecordedAt);

    const string Source = """
        select coalesce(person_id, encode(substring(beneficiary for 16), 'hex')::uuid) as id, person_id, register_id,
            recorded_at
        from programme_participations
        where session_id = @session
        """;

    static readonly Listing<Item, Item> List = Listing.Of<Item>(
        "participations",
        Source,
        new("id", "编号"),
        new("personId", "人员"),
        new("registerId", "登记单位"),
        new("recordedAt", "登记时间")
    ) with
    {
        Subject = p => p.Id,
    };

    [EndpointSummary("参加者名单 Who came; CSV, XLSX")]
    public static async Task<ListAnswer<Item>> Handle(Guid id, ListQuery query, Session session, CancellationToken ct)
    {
        await GetSession.Handle(id, session, ct);
        return await List.AnswerAsync(query, session, new { session = id }, ct);
    }
}

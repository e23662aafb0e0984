using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Programmes;

/// <summary>Participants of a session, by id; for people of other registers only the register is shown.</summary>
static class ListParticipations
{
    /// <param name="Id">The person's id, or one derived from the keyed index.</param>
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

    [EndpointSummary("参加者名单 Participants; CSV, XLSX")]
    public static async Task<ListAnswer<Item>> Handle(Guid id, ListQuery query, Session session, CancellationToken ct)
    {
        await GetSession.Handle(id, session, ct);
        return await List.AnswerAsync(query, session, new { session = id }, ct);
    }
}

using ServiceDefaults.Data;

namespace Organizations.Features.SignIns;

/// <summary>The browsers in which a person is signed in, the newest first.</summary>
sealed record SignInList(IReadOnlyList<SignInList.Item> Items)
{
    const string Find = """
        select id, device, signed_in_at, renewed_at, ends_at
        from sign_ins
        where person_id = @person and ends_at > @Now
        order by signed_in_at desc, id
        limit 200
        """;

    /// <param name="Device">Browser and system.</param>
    /// <param name="RenewedAt">When the browser was last seen, to about the length of a token's life.</param>
    /// <param name="EndsAt">Then the person must sign in again.</param>
    public sealed record Item(
        Guid Id,
        string Device,
        DateTimeOffset SignedInAt,
        DateTimeOffset RenewedAt,
        DateTimeOffset EndsAt
    );

    public static async Task<SignInList> OfAsync(Guid person, Session session, CancellationToken ct) =>
        new(await session.Query<Item>(Find, new { person, session.Now }, ct));
}

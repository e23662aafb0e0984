using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.People;

/// <summary>
/// A caller sees a person through the area of registration or of a post. Rows that the caller writes about the person
/// lie in that area; elsewhere they would be outside the caller's own areas.
/// </summary>
static class PersonInSight
{
    const string Visible = "select exists (select from people where id = @person)";

    const string Key = """
        select k.scope_key from (
            select scope_key, 0 as turn, registered_at as since, id from people where id = @person
            union all
            select scope_key, case when platform.in_force(valid_from, until, @Now) then 1 else 2 end,
                valid_from, id
            from appointments
            where person_id = @person) k
        where starts_with(k.scope_key, @within)
            and exists (select from platform.ranges() r where k.scope_key >= r.lo and k.scope_key < r.hi)
        order by k.turn, k.since desc, k.id limit 1
        """;

    public static Task<bool> SeesAsync(Session session, Guid person, CancellationToken ct) =>
        session.Find<bool>(Visible, new { person }, ct);

    /// <exception cref="ProblemException">PLT-0005: unknown, or outside the caller's scope.</exception>
    public static async Task MustSeeAsync(Session session, Guid person, CancellationToken ct)
    {
        if (!await SeesAsync(session, person, ct))
            throw new ProblemException(PlatformProblems.NotFound);
    }

    /// <returns>The key of the person's area of registration, else of a post, present ones first; null if the caller
    /// sees neither.</returns>
    /// <param name="session">The caller's session.</param>
    /// <param name="person">The person that the row is about.</param>
    /// <param name="within">Only areas whose keys begin with this.</param>
    /// <param name="ct">Ends the query.</param>
    public static Task<string?> KeyAsync(Session session, Guid person, string within, CancellationToken ct) =>
        session.Find<string>(
            Key,
            new
            {
                person,
                within,
                session.Now,
            },
            ct
        );
}

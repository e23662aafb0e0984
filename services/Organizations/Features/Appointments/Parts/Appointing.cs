using Contracts.Organizations.V1;
using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Appointments;

/// <summary>
/// Makes every appointment, one or many, and changes its days. The persons and places of the limits of posts are locked
/// for the check, so that one of two conflicting appointments is refused. Few appointments take a lock for each person
/// and place; many take one lock for all.
/// </summary>
static class Appointing
{
    const string IsAdministrator = """
        select exists (
            select from platform.grants
            where subject_id = @subject and role = @role and scope_key is not null
              and platform.in_force(valid_from, valid_to, @Now))
        """;

    const string Men = "select id from people where id = any (@people) and sex = '1'";

    /// <summary>Only administrators appoint, change and end an administrator.</summary>
    /// <exception cref="ProblemException">ORG-0002: the caller is no administrator.</exception>
    public static async Task GuardAdministratorsAsync(string post, Session session, CancellationToken ct)
    {
        if (post != Post.PlatformAdministrator)
            return;
        var asked = new
        {
            subject = session.Caller.Subject,
            role = post,
            session.Now,
        };
        if (!await session.Find<bool>(IsAdministrator, asked, ct))
            throw new ProblemException(Problems.OnlyAdministrators);
    }

    /// <summary>Makes and publishes the appointments, or refuses all of them because of the first bad one.</summary>
    /// <exception cref="ProblemException">ORG-0003, ORG-0200, ORG-0201, ORG-0202, ORG-0221, ORG-1436; errors names the
    /// conflicting appointment, if the caller may see it.</exception>
    public static async Task MakeAsync(Session session, IReadOnlyList<Wanted> wanted, CancellationToken ct)
    {
        if (
            (
                await MenAsync(session, wanted.Where(w => Posts.OfWomen.Contains(w.Post)).Select(w => w.PersonId), ct)
            ).Count > 0
        )
            throw new ProblemException(Problems.WomenOnly, Problems.MustBeWoman.At("/personId"));
        await CheckLimitsAsync(session, wanted, ct);
        await StartedAppointments.InsertAsync(session, wanted, ct);
    }

    /// <summary>
    /// Changes the days of appointments, and the basis if given, or refuses all. Each is published again with its new
    /// days.
    /// </summary>
    /// <returns>What ended with the shortened appointments.</returns>
    /// <exception cref="ProblemException">ORG-0003, ORG-0200, ORG-0201, ORG-0202, ORG-1436; errors names the
    /// conflicting appointment, if the caller may see it.</exception>
    public static async Task<IReadOnlyList<EndedAppointments.Seat>> ChangeAsync(
        Session session,
        IReadOnlyList<Wanted> wanted,
        CancellationToken ct
    )
    {
        await CheckLimitsAsync(session, wanted, ct);
        return await StartedAppointments.ChangeAsync(session, wanted, ct);
    }

    static async Task CheckLimitsAsync(Session session, IReadOnlyList<Wanted> wanted, CancellationToken ct)
    {
        var refused = await PostChecks.RefusalsAsync(session, wanted, ct);
        if (refused.Values.FirstOrDefault() is { } breach)
            throw await Refusal.OfAsync(session, breach, ct);
    }

    /// <summary>The men among these people; people of unknown sex are not included.</summary>
    public static async Task<HashSet<Guid>> MenAsync(Session session, IEnumerable<Guid> people, CancellationToken ct) =>
        people.Distinct().ToArray() is { Length: > 0 } some
            ? [.. await session.AsSystem(() => session.Query<Guid>(Men, new { people = some }, ct), ct)]
            : [];
}

using Contracts.Organizations.V1;
using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Appointments;

/// <summary>
/// How every appointment is made or gets other days, one or many: the limits of posts are checked with all that could
/// meet them held still, so that of two at the same moment one is refused. Few take a lock for each person and place;
/// many take one lock for all.
/// </summary>
static class Appointing
{
    const string IsAdministrator = """
        select exists (
            select from platform.grants
            where subject_id = @subject and role = @role and scope_key is not null
              and valid_from <= @Now and (valid_to is null or valid_to > @Now))
        """;

    const string Men = "select id from people where id = any (@people) and sex = '1'";

    /// <summary>The post of an administrator is given, changed and ended by administrators alone.</summary>
    /// <exception cref="ProblemException">ORG-0002: the caller is none.</exception>
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

    /// <summary>Makes the appointments and publishes them, or refuses all by the first that may not be.</summary>
    /// <exception cref="ProblemException">ORG-0003, ORG-0200, ORG-0201, ORG-0202, ORG-0221, ORG-1436; errors names the
    /// appointment in the way, if the caller may see it.</exception>
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
    /// Gives appointments other days, and another basis where one is given, or refuses all. Each is published again as
    /// it holds now.
    /// </summary>
    /// <returns>What ended with those that end sooner.</returns>
    /// <exception cref="ProblemException">ORG-0003, ORG-0200, ORG-0201, ORG-0202, ORG-1436; errors names the
    /// appointment in the way, if the caller may see it.</exception>
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

    /// <summary>Who of these is a man; of whom it is not known is none.</summary>
    public static async Task<HashSet<Guid>> MenAsync(Session session, IEnumerable<Guid> people, CancellationToken ct) =>
        people.Distinct().ToArray() is { Length: > 0 } some
            ? [.. await session.AsSystem(() => session.Query<Guid>(Men, new { people = some }, ct), ct)]
            : [];
}

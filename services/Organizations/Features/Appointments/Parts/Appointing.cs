using Contracts.Organizations.V1;
using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Appointments;

/// <summary>
/// How every appointment is made, one or many: the limits of posts are checked with all that could meet them held
/// still, so that of two at the same moment one is refused. Few take a lock for each person and place; many take one
/// lock for all.
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
    const string Insert = """
        insert into appointments (
            id, person_id, post, division_id, organization_id, scope_key, valid_from, valid_to, appointed_by, mode,
            basis, source_id, document_id
        )
        select id, person, post, division, organization, key, first, last, $12::uuid, $13::text, basis, source, document
        from unnest(
            $1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::uuid[], $6::text[], $7::timestamptz[],
            $8::timestamptz[], $9::text[], $10::uuid[], $11::uuid[]
        )
            as u (id, person, post, division, organization, key, first, last, basis, source, document)
        """;

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
        var refused = await PostChecks.RefusalsAsync(session, wanted, ct);
        if (refused.Values.FirstOrDefault() is { } breach)
            throw await Refusal.OfAsync(session, breach, ct);
        await InsertAsync(session, wanted, ct);
    }

    /// <summary>Who of these is a man; of whom it is not known is none.</summary>
    public static async Task<HashSet<Guid>> MenAsync(Session session, IEnumerable<Guid> people, CancellationToken ct) =>
        people.Distinct().ToArray() is { Length: > 0 } some
            ? [.. await session.AsSystem(() => session.Query<Guid>(Men, new { people = some }, ct), ct)]
            : [];

    /// <summary>Writes and publishes appointments that were checked in this transaction.</summary>
    public static async Task InsertAsync(Session session, IReadOnlyList<Wanted> wanted, CancellationToken ct)
    {
        foreach (var batch in wanted.GroupBy(w => w.Mode).SelectMany(g => g.Chunk(2_000)))
        {
            session.Defer(
                Insert,
                batch.Select(w => w.Id).ToArray(),
                batch.Select(w => w.PersonId).ToArray(),
                batch.Select(w => w.Post).ToArray(),
                batch.Select(w => w.DivisionId).ToArray(),
                batch.Select(w => w.OrganizationId).ToArray(),
                batch.Select(w => w.Key).ToArray(),
                batch.Select(w => w.From.ToUniversalTime()).ToArray(),
                batch.Select(w => w.Until?.ToUniversalTime()).ToArray(),
                batch.Select(w => w.Basis).ToArray(),
                batch.Select(w => w.SourceId).ToArray(),
                batch.Select(w => w.DocumentId).ToArray(),
                session.Caller.SubjectId,
                batch[0].Mode
            );
            foreach (var w in batch)
                session.Publish(
                    new AppointmentStarted(
                        w.Id,
                        w.PersonId,
                        w.Post,
                        w.DivisionId is null && Posts.IsInOrganization(w.Post) ? null : w.Key,
                        w.OrganizationId,
                        w.From,
                        w.Until
                    )
                );
            await session.FlushAsync(ct);
        }
    }
}

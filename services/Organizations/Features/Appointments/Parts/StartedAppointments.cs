using Contracts.Organizations.V1;
using Organizations.Domain;
using ServiceDefaults.Data;

namespace Organizations.Features.Appointments;

/// <summary>
/// Starts appointments, one or many, and publishes them again with other days. The caller has checked them in this
/// transaction.
/// </summary>
static class StartedAppointments
{
    const string Insert = """
        insert into appointments (
            id, person_id, post, division_id, organization_id, scope_key, valid_from, valid_to, appointed_by, mode,
            basis, source_id, document_id
        )
        select id, person, post, division, organization, key, first, last, @SubjectId::uuid, @Mode::text, basis, source, document
        from unnest(
            @ids::uuid[], @people::uuid[], @posts::text[], @divisions::uuid[], @organizations::uuid[], @keys::text[],
            @firsts::timestamptz[], @lasts::timestamptz[], @bases::text[], @sources::uuid[], @documents::uuid[]
        )
            as u (id, person, post, division, organization, key, first, last, basis, source, document)
        """;
    const string Change = """
        update appointments a
        set valid_from = n.first, valid_to = n.last, basis = coalesce(n.basis, a.basis), version = a.version + 1
        from unnest(@ids, @firsts, @lasts, @bases) n (id, first, last, basis)
        where a.id = n.id
        """;

    public static async Task InsertAsync(Session session, IReadOnlyList<Wanted> wanted, CancellationToken ct)
    {
        foreach (var batch in wanted.GroupBy(w => w.Mode).SelectMany(g => g.Chunk(2_000)))
        {
            session.Defer(
                Insert,
                new
                {
                    ids = batch.Select(w => w.Id).ToArray(),
                    people = batch.Select(w => w.PersonId).ToArray(),
                    posts = batch.Select(w => w.Post).ToArray(),
                    divisions = batch.Select(w => w.DivisionId).ToArray(),
                    organizations = batch.Select(w => w.OrganizationId).ToArray(),
                    keys = batch.Select(w => w.Key).ToArray(),
                    firsts = batch.Select(w => w.From.ToUniversalTime()).ToArray(),
                    lasts = batch.Select(w => w.Until?.ToUniversalTime()).ToArray(),
                    bases = batch.Select(w => w.Basis).ToArray(),
                    sources = batch.Select(w => w.SourceId).ToArray(),
                    documents = batch.Select(w => w.DocumentId).ToArray(),
                    session.Caller.SubjectId,
                    batch[0].Mode,
                }
            );
            Publish(session, batch);
            await session.Flush(ct);
        }
    }

    /// <summary>Changes their days, and the basis if given.</summary>
    /// <returns>The offices that ended with the shortened ones.</returns>
    public static async Task<IReadOnlyList<EndedAppointments.Seat>> ChangeAsync(
        Session session,
        IReadOnlyList<Wanted> wanted,
        CancellationToken ct
    )
    {
        await session.Execute(
            Change,
            new
            {
                ids = wanted.Select(w => w.Id).ToArray(),
                firsts = wanted.Select(w => w.From.ToUniversalTime()).ToArray(),
                lasts = wanted.Select(w => w.Until?.ToUniversalTime()).ToArray(),
                bases = wanted.Select(w => w.Basis).ToArray(),
            },
            ct
        );
        Publish(session, wanted);
        return await EndedAppointments.EndWithAsync(
            [.. wanted.Select(w => new EndedAppointments.Seat(w.Id, w.PersonId, w.Post, w.Tenure.Place, w.Until))],
            session,
            ct
        );
    }

    static void Publish(Session session, IEnumerable<Wanted> wanted)
    {
        foreach (var w in wanted)
            session.Publish(
                new AppointmentStarted(
                    w.Id,
                    w.PersonId,
                    w.Post,
                    Posts.IsInOrganization(w.Post) ? null : w.Key,
                    w.OrganizationId,
                    w.From,
                    w.Until
                )
            );
    }
}

using ServiceDefaults.Data;

namespace Organizations.Features.Elections;

/// <summary>Inserts elections and candidates.</summary>
static class ElectionRows
{
    public const string Insert = """
        insert into elections (id, scope_key, organization_id, term_id, post, seats, majority, held_on, runoff_of)
        values (@election, @Key, @OrganizationId, @term, @Post, @Seats, @majority, @held, @runoffOf)
        on conflict do nothing
        """;

    const string InsertCandidates = """
        insert into candidates (id, scope_key, election_id, person_id)
        select c, @key, @election, p
        from unnest(@candidates::uuid[], @people::uuid[]) as u (c, p)
        """;

    public static void AddCandidates(Guid election, string key, Guid[] people, Session session) =>
        session.Defer(
            InsertCandidates,
            new
            {
                candidates = people.Select(_ => Guid.CreateVersion7(session.Now)).ToArray(),
                key,
                election,
                people,
            }
        );
}

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
        select c, $2, $3, p
        from unnest($1::uuid[], $4::uuid[]) as u (c, p)
        """;

    public static void AddCandidates(Guid election, string key, Guid[] people, Session session) =>
        session.Defer(
            InsertCandidates,
            people.Select(_ => Guid.CreateVersion7(session.Now)).ToArray(),
            key,
            election,
            people
        );
}

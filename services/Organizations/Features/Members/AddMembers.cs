using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Members;

/// <summary>
/// Adds up to a thousand members, persons or organizations, to an organization: all of them or none.
/// </summary>
static class AddMembers
{
    /// <param name="Discipline">Discipline of a member of an association.</param>
    /// <param name="ValidFrom">First day; today if not given.</param>
    /// <param name="ValidTo">Last day.</param>
    public sealed record Member(
        Guid? PersonId,
        Guid? OrganizationId,
        [Required, Code(nameof(CodeTables.MemberRole))] string Role,
        [Code(nameof(CodeTables.Discipline))] string? Discipline,
        DateOnly? ValidFrom,
        LastDay? ValidTo
    );

    public sealed record Request(
        [Required, Items(1_000), Distinct(nameof(Member.PersonId)), Distinct(nameof(Member.OrganizationId))]
            Member[] Members
    );

    public sealed record Response(int Added, Guid[] Ids);

    const string FindOrganization =
        "select scope_key as key, status, valid_from from organizations where id = @id for update";
    const string Insert = """
        insert into memberships (
            id, scope_key, organization_id, person_id, member_organization_id, role, discipline, valid_from, valid_to
        )
        select id, @Key, @id, person, organization, role, discipline, first, last
        from unnest(
            @ids::uuid[], @people::uuid[], @organizations::uuid[], @roles::text[], @disciplines::text[],
            @first::date[], @lasts::date[]
        ) as u (id, person, organization, role, discipline, first, last)
        """;

    [EndpointSummary("登记会员 Add members to an organization, up to 1,000 at once")]
    public static async Task<Created<Response>> Handle(Guid id, Request request, Session session, CancellationToken ct)
    {
        var organization = await session.Find<Place>(FindOrganization, new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        if (organization.Status == "dissolved")
            throw new ProblemException(Problems.OrganizationDissolved);
        var members = request.Members;
        var people = await MemberChecks.PeopleAsync(members, session, ct);
        var organizations = await MemberChecks.OrganizationsAsync(id, members, session, ct);
        MemberChecks.Check(members, people, organizations, organization.ValidFrom, session.Today);
        var first = members.Select(m => m.ValidFrom ?? session.Today).ToArray();
        await MemberChecks.CheckOverlapsAsync(id, members, first, people, organizations, session, ct);
        var ids = members.Select(_ => Guid.CreateVersion7(session.Now)).ToArray();
        session.Defer(
            Insert,
            new
            {
                ids,
                people = members.Select(m => m.PersonId).ToArray(),
                organizations = members.Select(m => m.OrganizationId).ToArray(),
                roles = members.Select(m => m.Role).ToArray(),
                disciplines = members.Select(m => m.Discipline).ToArray(),
                first,
                lasts = members.Select(m => m.ValidTo?.Next).ToArray(),
                organization.Key,
                id,
            }
        );
        await session.Flush(ct);
        session.RecordAccess(people);
        return TypedResults.Created($"/organizations/v1/organizations/{id}/members", new Response(ids.Length, ids));
    }

    sealed record Place(string Key, string Status, DateOnly ValidFrom);
}

using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Members;

/// <summary>
/// Enters members of an organization, persons or organizations, up to a thousand at once: all of them or none.
/// </summary>
static class AddMembers
{
    const int MostRows = 1_000;

    /// <param name="Discipline">Of a member of an association: humanities, science, engineering, agriculture,
    /// medicine.</param>
    /// <param name="ValidFrom">First day; today if it is not given.</param>
    /// <param name="ValidTo">Last day.</param>
    public sealed record Member(
        Guid? PersonId,
        Guid? OrganizationId,
        string? Role,
        string? Discipline,
        DateOnly? ValidFrom,
        LastDay? ValidTo
    );

    public sealed record Request(Member[]? Members);

    public sealed record Response(int Added, Guid[] Ids);

    const string FindOrganization =
        "select scope_key as key, status, valid_from from organizations where id = @id for update";
    const string People = "select id from people where id = any (@ids)";
    const string Organizations = "select id from organizations where id = any (@ids) and id <> @id";
    const string There = """
        select person_id, member_organization_id, valid_from, valid_to from memberships
        where organization_id = @id
            and (person_id = any (@people) or member_organization_id = any (@organizations))
            and valid_to is distinct from valid_from
        """;
    const string Insert = """
        insert into memberships (
            id, scope_key, organization_id, person_id, member_organization_id, role, discipline, valid_from, valid_to
        )
        select id, $8, $9, person, organization, role, discipline, first, last
        from unnest(
            $1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::date[], $7::date[]
        ) as u (id, person, organization, role, discipline, first, last)
        """;

    public static async Task<IResult> Handle(Guid id, Request request, Session session, CancellationToken ct)
    {
        var organization = await session.Find<Place>(FindOrganization, new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        if (organization.Status == "dissolved")
            throw new ProblemException(Problems.OrganizationDissolved);
        if (request.Members is not { Length: > 0 } members)
            throw new ProblemException(PlatformProblems.Invalid, PlatformProblems.Required.At("/members"));
        if (members.Length > MostRows)
            throw new ProblemException(PlatformProblems.Invalid, PlatformProblems.TooLong.At("/members"));
        var people = (
            await session.Query<Guid>(
                People,
                new { ids = members.Select(m => m.PersonId).OfType<Guid>().Distinct().ToArray() },
                ct
            )
        ).ToHashSet();
        var organizations = (
            await session.Query<Guid>(
                Organizations,
                new { id, ids = members.Select(m => m.OrganizationId).OfType<Guid>().Distinct().ToArray() },
                ct
            )
        ).ToHashSet();
        var check = new Validation();
        HashSet<(Guid?, Guid?)> seen = [];
        for (var i = 0; i < members.Length; i++)
        {
            var (at, m) = ($"/members/{i}", members[i]);
            if ((m.PersonId is null) == (m.OrganizationId is null))
                check.Add(at + "/personId", PlatformProblems.Required);
            check.That(
                m.PersonId is null || people.Contains(m.PersonId.Value),
                at + "/personId",
                PlatformProblems.Unknown
            );
            check.That(
                m.OrganizationId is null || organizations.Contains(m.OrganizationId.Value),
                at + "/organizationId",
                PlatformProblems.Unknown
            );
            check.OneOf(at + "/role", m.Role, OrganizationKinds.MemberRoles);
            if (m.Discipline is not null)
                check.OneOf(at + "/discipline", m.Discipline, OrganizationKinds.Disciplines);
            check.That(
                (m.ValidFrom ?? session.Today) >= organization.ValidFrom,
                at + "/validFrom",
                PlatformProblems.OutOfRange
            );
            check.That(
                m.ValidTo is null || m.ValidTo.Value.Day >= (m.ValidFrom ?? session.Today),
                at + "/validTo",
                PlatformProblems.OutOfRange
            );
            check.That(seen.Add((m.PersonId, m.OrganizationId)), at + "/personId", PlatformProblems.Duplicate);
        }
        check.ThrowIfInvalid();
        var first = members.Select(m => m.ValidFrom ?? session.Today).ToArray();
        var there = (
            await session.Query<Span>(
                There,
                new
                {
                    id,
                    people = people.ToArray(),
                    organizations = organizations.ToArray(),
                },
                ct
            )
        ).ToLookup(t => (t.PersonId, t.MemberOrganizationId));
        var overlapping = Enumerable
            .Range(0, members.Length)
            .Where(i =>
                there[(members[i].PersonId, members[i].OrganizationId)]
                    .Any(t =>
                        (t.ValidTo is null || t.ValidTo > first[i])
                        && (members[i].ValidTo is null || t.ValidFrom <= members[i].ValidTo!.Value.Day)
                    )
            )
            .ToList();
        if (overlapping.Count > 0)
            throw new ProblemException(
                Problems.MemberAlready,
                [.. overlapping.Select(i => PlatformProblems.Duplicate.At($"/members/{i}"))]
            );
        var ids = members.Select(_ => Guid.CreateVersion7(session.Now)).ToArray();
        session.Defer(
            Insert,
            ids,
            members.Select(m => m.PersonId).ToArray(),
            members.Select(m => m.OrganizationId).ToArray(),
            members.Select(m => m.Role!).ToArray(),
            members.Select(m => m.Discipline).ToArray(),
            first,
            members.Select(m => m.ValidTo?.Next).ToArray(),
            organization.Key,
            id
        );
        await session.FlushAsync(ct);
        session.Saw(people);
        return TypedResults.Created($"/organizations/v1/organizations/{id}/members", new Response(ids.Length, ids));
    }

    sealed record Place(string Key, string Status, DateOnly ValidFrom);

    sealed record Span(Guid? PersonId, Guid? MemberOrganizationId, DateOnly ValidFrom, DateOnly? ValidTo);
}

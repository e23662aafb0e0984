using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Members;

/// <summary>Checks new members.</summary>
static class MemberChecks
{
    const string People = "select id from people where id = any (@ids)";
    const string Organizations = "select id from organizations where id = any (@ids) and id <> @id";
    const string There = """
        select person_id, member_organization_id, valid_from, valid_to from memberships
        where organization_id = @id
            and (person_id = any (@people) or member_organization_id = any (@organizations))
            and valid_to is distinct from valid_from
        """;

    public static async Task<HashSet<Guid>> PeopleAsync(
        AddMembers.Member[] members,
        Session session,
        CancellationToken ct
    ) =>
        (
            await session.Query<Guid>(
                People,
                new { ids = members.Select(m => m.PersonId).OfType<Guid>().Distinct().ToArray() },
                ct
            )
        ).ToHashSet();

    public static async Task<HashSet<Guid>> OrganizationsAsync(
        Guid id,
        AddMembers.Member[] members,
        Session session,
        CancellationToken ct
    ) =>
        (
            await session.Query<Guid>(
                Organizations,
                new { id, ids = members.Select(m => m.OrganizationId).OfType<Guid>().Distinct().ToArray() },
                ct
            )
        ).ToHashSet();

    public static void Check(
        AddMembers.Member[] members,
        HashSet<Guid> people,
        HashSet<Guid> organizations,
        DateOnly began,
        DateOnly today
    )
    {
        var check = new Validation();
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
            check.That((m.ValidFrom ?? today) >= began, at + "/validFrom", PlatformProblems.OutOfRange);
            check.That(
                m.ValidTo is null || m.ValidTo.Value.Day >= (m.ValidFrom ?? today),
                at + "/validTo",
                PlatformProblems.OutOfRange
            );
        }
        check.ThrowIfInvalid();
    }

    /// <exception cref="ProblemException">One of them is a member on one of the days already.</exception>
    public static async Task CheckOverlapsAsync(
        Guid id,
        AddMembers.Member[] members,
        DateOnly[] first,
        HashSet<Guid> people,
        HashSet<Guid> organizations,
        Session session,
        CancellationToken ct
    )
    {
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
    }

    sealed record Span(Guid? PersonId, Guid? MemberOrganizationId, DateOnly ValidFrom, DateOnly? ValidTo);
}

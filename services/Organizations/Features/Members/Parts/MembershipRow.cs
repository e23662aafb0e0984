using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Members;

/// <summary>A membership, in the table and in answers.</summary>
sealed record MembershipRow(
    Guid Id,
    Guid OrganizationId,
    Guid? PersonId,
    Guid? MemberOrganizationId,
    [Code(nameof(CodeTables.MemberRole))] string Role,
    [Code(nameof(CodeTables.Discipline))] string? Discipline,
    DateOnly ValidFrom,
    LastDay? ValidTo,
    long Version
) : IVersioned
{
    public const string Find = """
        select id, organization_id, person_id, member_organization_id, role, discipline, valid_from, valid_to, version
        from memberships
        where id = @id
        """;
}

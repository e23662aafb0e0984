using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Programmes;

/// <summary>Inserts a programme's organizations from its first day on.</summary>
static class Partners
{
    const string Known = "select id from organizations where id = any (@ids)";

    public static async Task CheckKnownAsync(
        RegisterProgramme.Partner[] partners,
        Validation check,
        Session session,
        CancellationToken ct
    )
    {
        var known = await session.Query<Guid>(
            Known,
            new { ids = partners.Select(p => p.OrganizationId!.Value).ToArray() },
            ct
        );
        foreach (var (i, p) in partners.Index())
            check.That(
                known.Contains(p.OrganizationId!.Value),
                $"/organizations/{i}/organizationId",
                PlatformProblems.Unknown
            );
    }
}

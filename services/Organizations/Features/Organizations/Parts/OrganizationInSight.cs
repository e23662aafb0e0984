using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Organizations;

/// <summary>Checks that the caller sees an organization.</summary>
static class OrganizationInSight
{
    const string Visible = "select exists (select from organizations where id = @organization)";

    public static Task<bool> SeesAsync(Session session, Guid organization, CancellationToken ct) =>
        session.Find<bool>(Visible, new { organization }, ct);

    /// <exception cref="ProblemException">PLT-0005: unknown, or outside the caller's scope.</exception>
    public static async Task MustSeeAsync(Session session, Guid organization, CancellationToken ct)
    {
        if (!await SeesAsync(session, organization, ct))
            throw new ProblemException(PlatformProblems.NotFound);
    }
}

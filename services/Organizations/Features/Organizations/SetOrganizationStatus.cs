using Organizations.Domain;
using Organizations.Features.Alliances;
using Organizations.Features.Appointments;
using Organizations.Features.Elections;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Organizations;

/// <summary>
/// Changes the status of an organization. A dissolution ends the posts in it, the posts that it elected, its members'
/// memberships and its own on the same day; later ones never held.
/// </summary>
static class SetOrganizationStatus
{
    /// <param name="On">First day of the status, in China; today if not given.</param>
    public sealed record Request([Required, Code(nameof(CodeTables.OrganizationStatus))] string Status, DateOnly? On);

    const string Find = "select status, since, version from organizations where id = @id for update";
    const string Change = """
        update organizations
        set status = @Status, since = @from, valid_to = case when @Status = 'dissolved' then @from end,
            version = version + 1
        where id = @id
        """;
    const string ItsAppointments = """
        select id, @at::timestamptz as at
        from appointments
        where organization_id = @id
            and (division_id is null or post = any (@posts) or mode = 'elected')
            and platform.not_ended(until, @at)
        """;
    const string EndMemberships = """
        update memberships set valid_to = greatest(@from, valid_from), version = version + 1
        where (organization_id = @id or member_organization_id = @id) and platform.not_ended(valid_to, @from)
        """;

    [EndpointSummary("变更组织状态 Activate, suspend or dissolve an organization")]
    public static async Task<Ok<GetOrganization.Response>> Handle(
        Guid id,
        Request request,
        IfMatch ifMatch,
        Session session,
        CancellationToken ct
    )
    {
        var row = await session.Find<Row>(Find, new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        ifMatch.Check(row.Version);
        var check = new Validation();
        var from = request.On ?? session.Today;
        check.That(from <= session.Today, "/on", PlatformProblems.InFuture);
        check.That(from >= row.Since, "/on", PlatformProblems.OutOfRange);
        check.ThrowIfInvalid();
        if (!OrganizationKinds.MayBecome(row.Status, request.Status))
            throw new ProblemException(Problems.StatusNotPossible);
        await session.Execute(ChangeOrganization.Remember, new { id, from }, ct);
        await session.Execute(
            Change,
            new
            {
                id,
                request.Status,
                from,
            },
            ct
        );
        if (request.Status == "dissolved")
            await DissolveAsync(id, from, session, ct);
        return await GetOrganization.Handle(id, null, session, ct);
    }

    static async Task DissolveAsync(Guid id, DateOnly from, Session session, CancellationToken ct)
    {
        await Candidacies.CancelAsync(null, id, "组织已解散 The organization was dissolved", session, ct);
        // Posts that it elected, and its own memberships, may lie outside the caller's area.
        await session.AsSystem(() => session.Execute(EndMemberships, new { id, from }, ct), ct);
        var (ended, with) = await EndedAppointments.EndAsync(
            ItsAppointments,
            new
            {
                id,
                at = ChinaDay.Begin(from),
                posts = Posts.OfCouncils.Concat(Posts.OfOrganization).ToArray(),
            },
            session,
            ct,
            everywhere: true
        );
        session.RecordAccess(ended.Concat(with).Select(e => e.PersonId));
        await EndAllianceMember.OfDissolvedAsync(id, from, session, ct);
    }

    sealed record Row(string Status, DateOnly Since, long Version);
}

using Contracts.Organizations.V1;
using Organizations.Domain;
using Organizations.Features.Divisions;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Appointments;

/// <summary>Appoints inside the caller's own area: a person, place or organization outside it is unknown to her.</summary>
static class StartAppointment
{
    /// <param name="DivisionId">The area, for posts of areas; a platform administrator without one has all of it.</param>
    /// <param name="OrganizationId">The organization, for posts in one.</param>
    /// <param name="ValidFrom">First day, in China; now if it is not given.</param>
    /// <param name="ValidTo">The day from which it no longer holds.</param>
    public sealed record Request(Guid? PersonId, string? Post, Guid? DivisionId, Guid? OrganizationId, DateOnly? ValidFrom, DateOnly? ValidTo);

    public sealed record Response(Guid Id);

    const string Known = "select exists (select from people where id = @id)";
    const string IsAdministrator =
        """
        select exists (select from platform.grants where subject_id = @subject and role = @role and scope_key is not null and valid_from <= @Now and (valid_to is null or valid_to > @Now))
        """;
    const string OrganizationKey = "select scope_key from organizations where id = @id";

    internal const string Insert =
        """
        insert into appointments (id, person_id, post, division_id, organization_id, scope_key, valid_from, valid_to, appointed_by)
        values (@id, @person, @post, @division, @organization, @key, @from, @to, @by) on conflict do nothing
        """;

    public static async Task<IResult> Handle(Request request, Session session, CancellationToken ct)
    {
        var check = new Validation();
        var post = check.OneOf("/post", request.Post, Posts.All);
        var person = check.Value("/personId", request.PersonId);
        var ofOrganization = Posts.OfOrganizations.Contains(post);
        if (ofOrganization) check.Value("/organizationId", request.OrganizationId);
        else if (post != Post.PlatformAdministrator) check.Value("/divisionId", request.DivisionId);
        check.That(request.ValidTo is null || request.ValidTo > (request.ValidFrom ?? session.Today), "/validTo", PlatformProblems.OutOfRange);
        check.ThrowIfInvalid();
        if (post == Post.PlatformAdministrator && !await session.Find<bool>(IsAdministrator, new { subject = session.Caller.Subject, role = post, session.Now }, ct))
            throw new ProblemException(Problems.OnlyAdministrators);

        check.That(await session.Find<bool>(Known, new { id = person }, ct), "/personId", PlatformProblems.Unknown);
        var division = request.DivisionId is { } d ? await session.FindDivisionInScope(d, ct) : null;
        check.That(request.DivisionId is null || division is not null, "/divisionId", PlatformProblems.Unknown);
        var organizationKey = request.OrganizationId is { } o ? await session.Find<string>(OrganizationKey, new { id = o }, ct) : null;
        check.That(request.OrganizationId is null || organizationKey is not null, "/organizationId", PlatformProblems.Unknown);
        check.ThrowIfInvalid();

        var id = Guid.CreateVersion7(session.Now);
        var from = request.ValidFrom is { } first ? Midnight(first) : session.Now;
        var to = request.ValidTo is { } last ? Midnight(last) : (DateTimeOffset?)null;
        var key = ofOrganization ? organizationKey! : division?.Key ?? "";
        if (await session.Execute(Insert, new { id, person, post, division = request.DivisionId, organization = request.OrganizationId, key, from, to, by = session.Caller.SubjectId }, ct) == 0)
            throw new ProblemException(Problems.AlreadyAppointed);
        session.Publish(new AppointmentStarted(id, person, post, ofOrganization ? null : key, request.OrganizationId, from, to));
        session.Saw(person);
        return TypedResults.Created($"/organizations/v1/appointments/{id}", new Response(id));
    }

    static DateTimeOffset Midnight(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.FromHours(8));
}

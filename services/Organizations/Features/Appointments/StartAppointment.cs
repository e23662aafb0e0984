using Organizations.Domain;
using Organizations.Features.Divisions;
using Organizations.Features.Organizations;
using Organizations.Features.People;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Appointments;

/// <summary>Appoints inside the caller's own area; persons, places and organizations outside it are unknown.</summary>
static class StartAppointment
{
    /// <param name="DivisionId">The area, for posts of areas; without it a platform administrator gets the whole
    /// tree.</param>
    /// <param name="OrganizationId">The organization, for posts in one.</param>
    /// <param name="ValidFrom">First day, in China; now if not given.</param>
    /// <param name="ValidTo">The last day it holds.</param>
    /// <param name="Basis">For posts with a full-time and a part-time form.</param>
    /// <param name="Invitation">The letter of invitation of an honorary president.</param>
    public sealed record Request(
        [Required] Guid? PersonId,
        [Required, Code(nameof(CodeTables.Post))] string Post,
        Guid? DivisionId,
        Guid? OrganizationId,
        DateOnly? ValidFrom,
        LastDay? ValidTo,
        [Code(nameof(CodeTables.Basis))] string? Basis,
        NewDocument? Invitation
    );

    public sealed record Response(Guid Id);

    const string Administrator = Contracts.Organizations.V1.Post.PlatformAdministrator;
    const string Honorary = Contracts.Organizations.V1.Post.HonoraryPresident;
    const string FindOrganization =
        "select id, scope_key as key, kind from organizations where id = @id and status <> 'dissolved'";

    [EndpointSummary("任命 Appoint a person to a post")]
    public static async Task<Created<Response>> Handle(Request request, Session session, CancellationToken ct)
    {
        var (check, post, person) = (new Validation(), request.Post, request.PersonId!.Value);
        var ofOrganization = Posts.IsInOrganization(post);
        if (ofOrganization)
            check.That(request.OrganizationId is not null, "/organizationId", PlatformProblems.Required);
        else if (post != Administrator)
            check.That(request.DivisionId is not null, "/divisionId", PlatformProblems.Required);
        check.That(
            request.ValidTo is null || request.ValidTo.Value.Day >= (request.ValidFrom ?? session.Today),
            "/validTo",
            PlatformProblems.OutOfRange
        );
        check.That(post != Honorary || request.Invitation is not null, "/invitation", PlatformProblems.Required);
        check.That(post == Honorary || request.Invitation is null, "/invitation", PlatformProblems.UnknownField);
        check.ThrowIfInvalid();
        if (Election.OnlyElected.Contains(post))
            throw new ProblemException(Problems.ElectedOffice);
        await Appointing.GuardAdministratorsAsync(post, session, ct);

        check.That(await PersonInSight.SeesAsync(session, person, ct), "/personId", PlatformProblems.Unknown);
        var (division, organization) = await PlaceAsync(request, post, check, session, ct);
        check.ThrowIfInvalid();

        var letter = request.Invitation is { } invitation
            ? await AddLetterAsync(organization!, invitation, check, session, ct)
            : (Guid?)null;
        var wanted = new Wanted(
            Guid.CreateVersion7(session.Now),
            person,
            post,
            ofOrganization ? null : request.DivisionId,
            request.OrganizationId,
            ofOrganization ? organization!.Key : division?.Key ?? "",
            request.ValidFrom is { } first ? ChinaDay.Begin(first) : session.Now,
            request.ValidTo?.End
        )
        {
            Basis = request.Basis,
            DocumentId = letter,
            Mode = letter is null ? "appointed" : "invited",
        };
        await Appointing.MakeAsync(session, [wanted], ct);
        session.RecordAccess(person);
        return TypedResults.Created($"/organizations/v1/appointments/{wanted.Id}", new Response(wanted.Id));
    }

    static async Task<(Division? Division, Place? Organization)> PlaceAsync(
        Request request,
        string post,
        Validation check,
        Session session,
        CancellationToken ct
    )
    {
        var division = request.DivisionId is { } d ? await session.FindDivisionInScope(d, ct) : null;
        check.That(request.DivisionId is null || division is not null, "/divisionId", PlatformProblems.Unknown);
        check.That(
            division is null || Posts.IsInOrganization(post) || Posts.MayBeHeldOver(post, division.Level),
            "/divisionId",
            Problems.NotHeldHere
        );
        var organization = request.OrganizationId is { } o
            ? await session.Find<Place>(FindOrganization, new { id = o }, ct)
            : null;
        check.That(
            request.OrganizationId is null || organization is not null,
            "/organizationId",
            PlatformProblems.Unknown
        );
        check.That(
            organization is null || Posts.MayBeHeldIn(post, organization.Kind),
            "/organizationId",
            Problems.NotHeldHere
        );
        return (division, organization);
    }

    static Task<Guid> AddLetterAsync(
        Place organization,
        NewDocument invitation,
        Validation check,
        Session session,
        CancellationToken ct
    ) =>
        AddDocument.AddAsync(
            organization.Id,
            organization.Key,
            "invitation",
            invitation,
            "/invitation",
            check,
            session,
            ct
        );

    sealed record Place(Guid Id, string Key, string Kind);
}

using Organizations.Features.Divisions;
using Organizations.Features.Organizations;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Alliances;

static class RegisterAlliance
{
    /// <param name="OrganizationId">The alliance's own record in the register of organizations, if there is
    /// one.</param>
    public sealed record Request(
        [Required, Longest(200), Example("朝阳区女性社会组织联盟")] string Name,
        [Required] Guid? DivisionId,
        Guid? OrganizationId,
        DateOnly? ValidFrom,
        LastDay? ValidTo
    );

    public sealed record Response(Guid Id, long Version) : IVersioned;

    const string Insert = """
        insert into alliances (id, scope_key, division_id, organization_id, name, valid_from, valid_to, registered_at)
        values (@id, @Key, @DivisionId, @OrganizationId, @Name, @from, @ValidTo, @Now)
        """;

    [EndpointSummary("登记联盟 Register an alliance")]
    public static async Task<Created<Response>> Handle(Request request, Session session, CancellationToken ct)
    {
        var check = new Validation();
        var from = request.ValidFrom ?? session.Today;
        check.That(
            request.ValidTo is null || request.ValidTo.Value.Day >= from,
            "/validTo",
            PlatformProblems.OutOfRange
        );
        var division = await session.FindDivisionInScope(request.DivisionId!.Value, ct);
        check.That(division is not null, "/divisionId", PlatformProblems.Unknown);
        check.That(
            request.OrganizationId is not { } o || await OrganizationInSight.SeesAsync(session, o, ct),
            "/organizationId",
            PlatformProblems.Unknown
        );
        check.ThrowIfInvalid();

        var id = Guid.CreateVersion7(session.Now);
        await session.Execute(
            Insert,
            new
            {
                id,
                division!.Key,
                request.DivisionId,
                request.OrganizationId,
                request.Name,
                from,
                request.ValidTo,
                session.Now,
            },
            ct
        );
        return TypedResults.Created($"/organizations/v1/alliances/{id}", new Response(id, 1));
    }
}

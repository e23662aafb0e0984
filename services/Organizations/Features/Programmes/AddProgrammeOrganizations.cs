using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Programmes;

/// <summary>Adds organizations to a programme, up to 500 a call.</summary>
static class AddProgrammeOrganizations
{
    public sealed record Part(
        [Required] Guid? OrganizationId,
        [Required, Code(nameof(CodeTables.ProgrammeRole))] string Role,
        DateOnly? ValidFrom
    );

    public sealed record Request([Required, Items(500)] Part[] Organizations);

    public sealed record Response(Guid[] Ids);

    const string Known = "select id from organizations where id = any (@ids)";
    const string Insert = """
        insert into programme_organizations (id, scope_key, programme_id, organization_id, role, valid_from)
        values (@part, @ScopeKey, @id, @OrganizationId, @Role, @from)
        on conflict (programme_id, organization_id, role) where valid_to is null do nothing
        """;

    [EndpointSummary("参与单位 Add organizations to a programme")]
    public static async Task<Created<Response>> Handle(Guid id, Request request, Session session, CancellationToken ct)
    {
        var parts = request.Organizations;
        var programme = await Programme.HoldAsync(id, session, ct);
        var known = (
            await session.Query<Guid>(Known, new { ids = parts.Select(p => p.OrganizationId!.Value).ToArray() }, ct)
        ).ToHashSet();
        var check = new Validation();
        foreach (var (i, p) in parts.Index())
            check.That(
                known.Contains(p.OrganizationId!.Value),
                $"/organizations/{i}/organizationId",
                PlatformProblems.Unknown
            );
        foreach (var (i, p) in parts.Index())
            check.That(
                p.ValidFrom is null || programme.Holds(p.ValidFrom.Value),
                $"/organizations/{i}/validFrom",
                PlatformProblems.OutOfRange
            );
        check.ThrowIfInvalid();
        List<Guid> ids = [];
        foreach (var (i, p) in parts.Index())
        {
            ids.Add(Guid.CreateVersion7(session.Now));
            if (
                await session.Execute(
                    Insert,
                    new
                    {
                        part = ids[^1],
                        programme.ScopeKey,
                        id,
                        p.OrganizationId,
                        p.Role,
                        from = p.ValidFrom ?? programme.StartsOn,
                    },
                    ct
                ) == 0
            )
                throw new ProblemException(
                    Problems.AlreadyTakesPart,
                    PlatformProblems.Duplicate.At($"/organizations/{i}")
                );
        }
        await programme.TouchAsync(session, ct);
        return TypedResults.Created($"/organizations/v1/programmes/{id}", new Response([.. ids]));
    }
}

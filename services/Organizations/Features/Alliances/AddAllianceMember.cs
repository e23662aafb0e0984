using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Alliances;

static class AddAllianceMember
{
    public sealed record Request([Required] Guid? OrganizationId, DateOnly? ValidFrom);

    public sealed record Response(Guid Id, long AllianceVersion);

    const string Known =
        "select exists (select from organizations where id = @OrganizationId and platform.not_ended(valid_to, @from))";
    const string Overlapping = """
        select exists (
            select from alliance_members
            where alliance_id = @id and organization_id = @OrganizationId and platform.not_ended(valid_to, @from)
        )
        """;
    const string Insert = """
        insert into alliance_members (id, scope_key, alliance_id, organization_id, valid_from)
        values (@member, @ScopeKey, @id, @OrganizationId, @from)
        """;

    [EndpointSummary("成员单位加入 Add a member to an alliance")]
    public static async Task<Created<Response>> Handle(Guid id, Request request, Session session, CancellationToken ct)
    {
        var alliance = await Alliance.HoldAsync(id, session, ct);
        var from = request.ValidFrom ?? session.Today;
        var check = new Validation();
        check.That(
            await session.Find<bool>(Known, new { request.OrganizationId, from }, ct),
            "/organizationId",
            PlatformProblems.Unknown
        );
        check.That(alliance.IsOn(from), "/validFrom", PlatformProblems.OutOfRange);
        check.ThrowIfInvalid();
        if (
            await session.Find<bool>(
                Overlapping,
                new
                {
                    id,
                    request.OrganizationId,
                    from,
                },
                ct
            )
        )
            throw new ProblemException(Problems.AlreadyMember);
        var member = Guid.CreateVersion7(session.Now);
        await session.Execute(
            Insert,
            new
            {
                member,
                alliance.ScopeKey,
                id,
                request.OrganizationId,
                from,
            },
            ct
        );
        await Chairs.KeepAsync(id, "/validFrom", session, ct);
        await alliance.TouchAsync(session, ct);
        await Chairs.ScheduleAsync(id, session, ct);
        return TypedResults.Created($"/organizations/v1/alliances/{id}", new Response(member, alliance.Version + 1));
    }
}

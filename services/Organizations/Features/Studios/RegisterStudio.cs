using Organizations.Features.Divisions;
using Organizations.Features.Organizations;
using Organizations.Features.People;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Studios;

/// <summary>Registers a studio with its leader, and as an organization under the same id.</summary>
static class RegisterStudio
{
    /// <param name="Id">An existing organization of kind studio, if there is one.</param>
    public sealed record Request(
        [property: OfExisting] Guid? Id,
        [Required, Longest(200), Example("巧手创新工作室")] string Name,
        [Required] Guid? DivisionId,
        Guid? OwnerId,
        [Required] Guid? LeaderId,
        [Required, Longest(100), Example("机械加工")] string Field,
        DateOnly? FoundedOn
    );

    public sealed record Response(Guid Id, long Version) : IVersioned;

    const string InsertOrganization = """
        insert into organizations (id, scope_key, kind, name, division_id, valid_from, since, registered_at)
        values (@id, @Key, 'studio', @Name, @DivisionId, @founded, @founded, @Now)
        on conflict (id)
            do nothing
        """;
    const string Waiting = """
        select exists (
            select from organizations o
            where id = @id
                and kind = 'studio'
                and scope_key = @Key
                and not exists (select from studios s where s.id = o.id)
        )
        """;
    const string Insert = """
        insert into studios (id, scope_key, division_id, owner_id, field, founded_on)
        values (@id, @Key, @DivisionId, @OwnerId, @Field, @founded)
        """;
    const string InsertLeader = """
        insert into studio_members (id, scope_key, studio_id, person_id, role, valid_from)
        values (@member, @Key, @id, @leader, 'leader', @founded)
        """;

    [EndpointSummary("登记工作室 Register a studio with its leader")]
    public static async Task<Created<Response>> Handle(Request request, Session session, CancellationToken ct)
    {
        var check = new Validation();
        var leader = request.LeaderId!.Value;
        var founded = request.FoundedOn ?? session.Today;
        check.That(founded <= session.Today, "/foundedOn", PlatformProblems.InFuture);
        var division = await session.FindDivisionInScope(request.DivisionId!.Value, ct);
        check.That(division is not null, "/divisionId", PlatformProblems.Unknown);
        check.That(
            request.OwnerId is not { } owner || await OrganizationInSight.SeesAsync(session, owner, ct),
            "/ownerId",
            PlatformProblems.Unknown
        );
        check.That(await PersonInSight.SeesAsync(session, leader, ct), "/leaderId", PlatformProblems.Unknown);
        check.ThrowIfInvalid();

        var id = request.Id ?? Guid.CreateVersion7(session.Now);
        var row = new
        {
            id,
            division!.Key,
            request.Name,
            request.DivisionId,
            request.OwnerId,
            request.Field,
            founded,
            leader,
            member = Guid.CreateVersion7(session.Now),
            session.Now,
        };
        if (request.Id is not null && !await session.Find<bool>(Waiting, row, ct))
            await NewIds.TakeAsync(session, [("/id", id)], ct);
        await session.Execute(InsertOrganization, row, ct);
        await session.Execute(Insert, row, ct);
        await session.Execute(InsertLeader, row, ct);
        session.RecordAccess(leader);
        return TypedResults.Created($"/organizations/v1/studios/{id}", new Response(id, 1));
    }
}

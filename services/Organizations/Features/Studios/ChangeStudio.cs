using Organizations.Features.Organizations;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Studios;

/// <summary>Changes field, owner or leader of a studio from a day on, or ends it.</summary>
static class ChangeStudio
{
    /// <param name="LeaderId">A member; the former leader stays a member.</param>
    /// <param name="From">The first day of the new leader; today if not given.</param>
    /// <param name="ClosedOn">The last day of the studio.</param>
    public sealed record Request(
        [Required, Longest(100), Example("机械加工")] string Field,
        Guid? OwnerId,
        Guid? LeaderId,
        DateOnly? From,
        LastDay? ClosedOn
    );

    const string Open = """
        select id, person_id, role, valid_from
        from studio_members
        where studio_id = @id and valid_to is null and (role = 'leader' or person_id = @LeaderId)
        order by role
        """;
    const string End =
        "update studio_members set valid_to = @from, version = version + 1 where id = @Id and valid_from < @from";
    const string Rename =
        "update studio_members set role = @role, version = version + 1 where id = @Id and valid_to is null";
    const string Begin = """
        insert into studio_members (id, scope_key, studio_id, person_id, role, valid_from)
        values (@member, @ScopeKey, @id, @PersonId, @role, @from)
        """;
    const string Change = """
        update studios
        set field = @Field, owner_id = @OwnerId, closed_on = @ClosedOn, version = version + 1
        where id = @id
        """;

    [EndpointSummary("变更工作室 Change field, owner, leader or end")]
    public static async Task<Ok<GetStudio.Response>> Handle(
        Guid id,
        Request request,
        IfMatch ifMatch,
        Session session,
        CancellationToken ct
    )
    {
        var check = new Validation();
        var from = request.From ?? session.Today;
        check.That(from <= session.Today, "/from", PlatformProblems.InFuture);
        check.ThrowIfInvalid();
        var studio = await Studio.HoldAsync(id, session, ct);
        ifMatch.Check(studio.Version);
        check.That(
            request.OwnerId is not { } owner || await OrganizationInSight.SeesAsync(session, owner, ct),
            "/ownerId",
            PlatformProblems.Unknown
        );
        check.That(
            request.ClosedOn is null || request.ClosedOn.Value.Day >= studio.FoundedOn,
            "/closedOn",
            PlatformProblems.OutOfRange
        );
        check.ThrowIfInvalid();
        if (request.LeaderId is { } leader)
            await LeadAsync(studio, leader, from, session, ct);
        await session.Execute(
            Change,
            new
            {
                id,
                request.Field,
                request.OwnerId,
                request.ClosedOn,
            },
            ct
        );
        return await GetStudio.Handle(id, null, session, ct);
    }

    static async Task LeadAsync(Studio studio, Guid leader, DateOnly from, Session session, CancellationToken ct)
    {
        var open = await session.Query<Row>(Open, new { studio.Id, LeaderId = leader }, ct);
        if (open.Any(m => m.PersonId == leader && m.Role == "leader"))
            return;
        if (!open.Any(m => m.PersonId == leader))
            throw new ProblemException(Problems.LeaderNotMember, PlatformProblems.Unknown.At("/leaderId"));
        if (open.Any(m => m.ValidFrom > from))
            throw new ProblemException(PlatformProblems.Invalid, PlatformProblems.OutOfRange.At("/from"));
        // The former leader steps down first: a studio has one leader at a time.
        foreach (var m in open)
        {
            var role = m.Role == "leader" ? "member" : "leader";
            if (await session.Execute(End, new { m.Id, from }, ct) == 0)
                await session.Execute(Rename, new { m.Id, role }, ct);
            else
                await session.Execute(
                    Begin,
                    new
                    {
                        member = Guid.CreateVersion7(session.Now),
                        studio.ScopeKey,
                        id = studio.Id,
                        m.PersonId,
                        role,
                        from,
                    },
                    ct
                );
        }
        session.RecordAccess(open.Select(m => m.PersonId));
    }

    sealed record Row(Guid Id, Guid PersonId, string Role, DateOnly ValidFrom);
}

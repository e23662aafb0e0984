using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Alliances;

/// <summary>
/// Sets the rotation of the chair from a day on. It replaces plans that begin on that day or later; recorded handovers
/// stay.
/// </summary>
static class SetRotation
{
    /// <param name="Order">Memberships in the order of their turns; missing members follow, by their first day.</param>
    public sealed record Request(
        DateOnly? StartsOn,
        [Required, Between(1, 120)] int? TermMonths,
        [Items(1_000), Distinct] Guid[]? Order
    );

    const string HandedOver =
        "select max(due_on) from alliance_handovers where alliance_id = @id and handed_over_on is not null";
    const string Members = """
        select id
        from alliance_members
        where alliance_id = @id and platform.in_force(valid_from, valid_to, @startsOn)
        order by valid_from, id
        """;
    const string Remove = "delete from alliance_rotations where alliance_id = @id and starts_on >= @startsOn";
    const string Insert = """
        insert into alliance_rotations (id, scope_key, alliance_id, starts_on, term_months, member_ids)
        values (@rotation, @ScopeKey, @id, @startsOn, @TermMonths, @order)
        """;

    [EndpointSummary("轮值办法 Set the rotation of the chair from a day on")]
    public static async Task<Ok<GetAlliance.Response>> Handle(
        Guid id,
        Request request,
        IfMatch ifMatch,
        Session session,
        CancellationToken ct
    )
    {
        var startsOn = request.StartsOn ?? session.Today;
        var alliance = await Alliance.HoldAsync(id, session, ct);
        ifMatch.Check(alliance.Version);
        var check = new Validation();
        check.That(alliance.IsOn(startsOn), "/startsOn", PlatformProblems.OutOfRange);
        var members = await session.Query<Guid>(Members, new { id, startsOn }, ct);
        var given = request.Order ?? [];
        foreach (var (i, member) in given.Index())
            check.That(members.Contains(member), $"/order/{i}", PlatformProblems.Unknown);
        check.ThrowIfInvalid();
        if (members.Count == 0)
            throw new ProblemException(Problems.NoMemberToChair);
        if (await session.Find<DateOnly?>(HandedOver, new { id }, ct) >= startsOn)
            throw new ProblemException(Problems.HandedOverSince, PlatformProblems.OutOfRange.At("/startsOn"));
        Guid[] order = [.. given, .. members.Except(given)];
        await session.Execute(Remove, new { id, startsOn }, ct);
        await session.Execute(
            Insert,
            new
            {
                rotation = Guid.CreateVersion7(session.Now),
                alliance.ScopeKey,
                id,
                startsOn,
                request.TermMonths,
                order,
            },
            ct
        );
        await alliance.TouchAsync(session, ct);
        await Chairs.ScheduleAsync(id, session, ct);
        return await GetAlliance.Handle(id, null, session, ct);
    }
}

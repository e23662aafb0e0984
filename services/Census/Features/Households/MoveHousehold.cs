using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Census.Features.Households;

/// <summary>
/// 迁移家庭: moves a household, with its residents, visits and needs, to another division of the caller's area.
/// </summary>
static class MoveHousehold
{
    public sealed record Request([Required] Guid? DivisionId);

    public sealed record Response(Guid Id, Guid DivisionId, long Version) : IVersioned;

    const int CommunityLevel = 5;

    const string Find = """
        select version
        from households h
        where id = @id and exists (select from platform.ranges() r where h.scope_key >= r.lo and h.scope_key < r.hi)
        for update
        """;

    [EndpointSummary("迁移家庭 Move a household to another division (If-Match)")]
    public static async Task<Ok<Response>> Handle(
        Guid id,
        Request request,
        IfMatch match,
        Session session,
        CancellationToken ct
    )
    {
        var check = new Validation();
        var area = await session.FindAreaInScope(request.DivisionId!.Value, ct);
        check.That(area is not null, "/divisionId", PlatformProblems.Unknown);
        check.That(area is not { Level: < CommunityLevel }, "/divisionId", Problems.NotACommunity);
        check.ThrowIfInvalid();
        var version = await session.Find<long?>(Find, new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        match.Check(version);
        var moved = await HouseholdPlaces.PlaceAsync([new(id, area!.Key)], session, ct);
        return TypedResults.Ok(new Response(id, area.Id, version + moved));
    }
}

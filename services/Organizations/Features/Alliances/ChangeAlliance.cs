using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Alliances;

/// <summary>Changes the name or the last day of an alliance.</summary>
static class ChangeAlliance
{
    public sealed record Request(
        [Required, Longest(200), Example("朝阳区女性社会组织联盟")] string Name,
        LastDay? ValidTo
    );

    const string Change =
        "update alliances set name = @Name, valid_to = @ValidTo, version = version + 1 where id = @id";

    [EndpointSummary("变更联盟 Rename or end an alliance")]
    public static async Task<Ok<GetAlliance.Response>> Handle(
        Guid id,
        Request request,
        IfMatch ifMatch,
        Session session,
        CancellationToken ct
    )
    {
        var alliance = await Alliance.HoldAsync(id, session, ct);
        ifMatch.Check(alliance.Version);
        var check = new Validation();
        check.That(
            request.ValidTo is null || request.ValidTo.Value.Day >= alliance.ValidFrom,
            "/validTo",
            PlatformProblems.OutOfRange
        );
        check.ThrowIfInvalid();
        await session.Execute(
            Change,
            new
            {
                id,
                request.Name,
                request.ValidTo,
            },
            ct
        );
        await Chairs.KeepAsync(id, "/validTo", session, ct);
        await Chairs.ScheduleAsync(id, session, ct);
        return await GetAlliance.Handle(id, null, session, ct);
    }
}

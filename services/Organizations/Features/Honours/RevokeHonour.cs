using Organizations.Features.Divisions;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Honours;

/// <summary>
/// A leader of the awarding federation's area revokes the honour; number and row stay, and verification shows it as
/// revoked.
/// </summary>
static class RevokeHonour
{
    public sealed record Request([Lines, Required, Longest(500), Example("经核查，申报材料不实")] string Reason);

    /// <summary>Serializes with the end of the selection of the level above.</summary>
    const string HoldAbove =
        "select level from campaign_levels where campaign_id = @CampaignId and level < @Level order by level for share";
    const string Find =
        "select division_id, campaign_id, level, revoked_at, version from honours where id = @id for update";
    const string Revoke = """
        update honours
        set revoked_at = @Now, revoked_by = @by, revocation = @Reason, version = version + 1
        where id = @id
        """;

    [EndpointSummary("撤销荣誉 Revoke an honour")]
    public static async Task<Ok<GetHonour.Response>> Handle(
        Guid id,
        Request request,
        IfMatch ifMatch,
        Session session,
        CancellationToken ct
    )
    {
        var honour = await session.Find<Row>(Find, new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        if (await session.FindDivisionInScope(honour.DivisionId, ct) is null)
            throw new ProblemException(Problems.NotYourHonour);
        ifMatch.Check(honour.Version);
        if (honour.RevokedAt is not null)
            throw new ProblemException(Problems.HonourRevoked);
        if (honour.CampaignId is not null)
            await session.Query<int>(HoldAbove, honour, ct);
        await session.Execute(
            Revoke,
            new
            {
                id,
                session.Now,
                by = session.Caller.Subject,
                request.Reason,
            },
            ct
        );
        return await GetHonour.Handle(id, session, ct);
    }

    sealed record Row(Guid DivisionId, Guid? CampaignId, int Level, DateTimeOffset? RevokedAt, long Version);
}

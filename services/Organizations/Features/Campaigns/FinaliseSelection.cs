using Organizations.Domain;
using Organizations.Features.Divisions;
using Organizations.Features.Honours;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Campaigns;

/// <summary>
/// Ends the selection of a level in every division of that level in an area where it is still open, and awards its
/// titles. The level below must have ended there before; a household whose title below was revoked gets none.
/// </summary>
static class FinaliseSelection
{
    /// <param name="DivisionId">One division of the level, or a division above for all in it.</param>
    public sealed record Request(
        [Required, Code(nameof(CodeTables.AdministrativeLevel))] string Level,
        [Required] Guid? DivisionId
    );

    public sealed record Response(int Divisions, int Titles);

    /// <summary>
    /// Divisions that were merged or split since are replaced by their successors; an ended selection stays ended.
    /// </summary>
    const string Opened = """
        select exists (
            select from (select distinct division_id from participations where campaign_id = @Id and @OverBase) p
            join divisions d on d.id = p.division_id
            where d.key >= @key and d.key < @key || '~' and not selection_ended(@Id, @Below, d.key))
        """;
    const string Already = """
        select selection_ended(@Id, @Level, @key)
            or exists (select from campaign_finals f join divisions d on d.id = f.division_id
            where f.campaign_id = @Id
                and f.level = @Level
                and d.key >= @key
                and d.key < @key || '~'
                and d.valid_to is null)
        """;
    const string Close = """
        with counted as materialized (
            select division_id, count(*) as n from selections where campaign_id = @Id and level = @Level group by 1
        )
        insert into campaign_finals (campaign_id, level, division_id, scope_key, selected, finalised_by, finalised_at)
        select @Id, @Level, d.id, d.key, coalesce(s.n, 0), @by, @Now
        from divisions d
        left join counted s on s.division_id = d.id
        where d.level = @Level
            and d.key >= @key
            and d.key < @key || '~'
            and (s.n > 0 or platform.not_ended(d.valid_to, @Today) and not selection_ended(@Id, @Level, d.key))
          and not exists (
              select from campaign_finals f where f.campaign_id = @Id and f.level = @Level and f.division_id = d.id
          )
        returning division_id, selected
        """;

    const string Titles = """
        select gen_random_uuid() as id, s.scope_key, null::uuid as person_id, s.household_id,
            null::uuid as organization_id, @Title as title, 'campaign' as category, s.level, d.id as division_id,
            d.name as division, s.reason, s.campaign_id, null::uuid as appraisal_id,
            row_number() over (order by d.key, s.score desc nulls last, s.household_id) as place
        from selections s join divisions d on d.id = s.division_id
        where s.campaign_id = @Id and s.level = @Level and s.division_id = any (@divisions)
        """;

    [EndpointSummary("结束评选并授予称号 End the selection of a level and award its titles")]
    public static async Task<Ok<Response>> Handle(Guid id, Request request, Session session, CancellationToken ct)
    {
        var (check, number) = (new Validation(), CampaignLevels.ByName[request.Level]);
        var campaign = await Campaign.FindAsync(id, session, ct);
        var area = await session.FindDivisionInScope(request.DivisionId!.Value, ct);
        check.That(
            area is not null && area.Key.StartsWith(campaign.ScopeKey, StringComparison.Ordinal),
            "/divisionId",
            PlatformProblems.Unknown
        );
        check.That(area is null || area.Level <= number, "/divisionId", PlatformProblems.OutOfRange);
        check.ThrowIfInvalid();
        var level = await campaign.LevelAsync(number, "update", session, ct);
        var args = new
        {
            campaign.Id,
            level.Level,
            level.Below,
            level.Title,
            key = area!.Key,
            OverBase = level.Below is not null,
            by = session.Caller.Subject,
            session.Now,
            session.Today,
        };
        if (await session.Find<bool>(Opened, args, ct))
            throw new ProblemException(Problems.BelowNotFinal);
        var closed = await session.Query<Final>(Close, args, ct);
        if (closed.Count == 0 && await session.Find<bool>(Already, args, ct))
            throw new ProblemException(Problems.AlreadyFinal);
        var divisions = closed.Select(c => c.DivisionId).ToArray();
        await RevokedTitles.CheckAsync(args.Id, args.Level, divisions, session, ct);
        var titles = closed.Sum(c => c.Selected);
        if (titles > 0)
            await AwardedHonours.AwardAsync(
                Titles,
                new
                {
                    args.Id,
                    args.Level,
                    args.Title,
                    divisions,
                },
                titles,
                args.Today,
                session,
                ct
            );
        return TypedResults.Ok(new Response(closed.Count, titles));
    }

    sealed record Final(Guid DivisionId, int Selected);
}

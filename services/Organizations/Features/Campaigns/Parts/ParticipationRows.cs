using ServiceDefaults.Data;

namespace Organizations.Features.Campaigns;

/// <summary>Enters participants, or returns what prevents each.</summary>
static class ParticipationRows
{
    const string Sql = """
        with given as (select id, min(place) as place from unnest(@ids) with ordinality g (id, place) group by id),
        found as (
            select g.id, g.place, h.scope_key
            from given g
            left join households h on h.id = g.id and h.scope_key >= @ScopeKey and h.scope_key < @ScopeKey || '~'
        ),
        places as materialized (
            select scope_key, division_at(scope_key, @BaseLevel) as division_id,
                selection_ended(@Id, @BaseLevel, scope_key) as final
            from (select distinct scope_key from found where scope_key is not null) x),
        added as (
            insert into participations (campaign_id, household_id, division_id, scope_key, entered_by, entered_at)
            select @Id, f.id, p.division_id, f.scope_key, @by, @Now
            from found f
            join places p on p.scope_key = f.scope_key
            where p.division_id is not null and not p.final
            on conflict do nothing returning 1)
        select (select count(*) from added)::int as added, (select count(*) from given)::int as given,
            array(
                select f.place::int
                from found f
                left join places p on p.scope_key = f.scope_key
                where p.division_id is null
                order by 1
            ) as strangers,
            array(
                select f.place::int
                from found f
                join places p on p.scope_key = f.scope_key
                where p.final
                    and not exists (
                        select from participations t where t.campaign_id = @Id and t.household_id = f.id
                    )
                order by 1
            ) as late
        """;

    public static async Task<Outcome> InsertAsync(
        Campaign campaign,
        Guid[] ids,
        Guid by,
        Session session,
        CancellationToken ct
    ) =>
        (
            await session.Find<Outcome>(
                Sql,
                new
                {
                    campaign.Id,
                    campaign.ScopeKey,
                    campaign.BaseLevel,
                    ids,
                    by,
                    session.Now,
                },
                ct
            )
        )!;

    /// <param name="Strangers">Positions, from 1, of unknown households and those outside the area.</param>
    /// <param name="Late">Positions of households whose division has ended the selection.</param>
    public sealed record Outcome(int Added, int Given, int[] Strangers, int[] Late);
}

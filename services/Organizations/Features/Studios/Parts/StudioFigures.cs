using Organizations.Domain;
using ServiceDefaults.Data;

namespace Organizations.Features.Studios;

/// <summary>
/// Figures of one studio, or of several together. A member of two studios counts in each.
/// </summary>
/// <param name="AgeYears">Sum of completed years of the members with a known birth date.</param>
/// <param name="AgesKnown">Number of these members.</param>
/// <param name="Grants">Yuan, without reversed grants.</param>
sealed record StudioFigures(
    long Members,
    long Women,
    long AgeYears,
    long AgesKnown,
    long Results,
    decimal ResultsValue,
    long Apprenticeships,
    long Promotions,
    long SeniorWorkers,
    long Technicians,
    long SeniorTechnicians,
    decimal Grants
)
{
    /// <summary>
    /// Figures by studio on a day. Call it for studios in the caller's scope; it reads as the system, because members
    /// may be registered elsewhere.
    /// </summary>
    const string Count = """
        select s.id as studio_id, m.members, m.women, m.age_years, m.ages_known, r.results, r.results_value,
            a.apprenticeships, p.promotions, p.senior_workers, p.technicians, p.senior_technicians, g.grants
        from unnest(@ids) s (id)
        cross join lateral (
            select count(distinct w.id) as members, count(distinct w.id) filter (where w.sex::text = '2') as women,
                coalesce(sum(extract(year from age(@day::date, w.birth_date))), 0)::bigint as age_years,
                count(w.birth_date) as ages_known
            from studio_members x
            join people w on w.id = x.person_id
            where x.studio_id = s.id and platform.in_force(x.valid_from, x.valid_to, @day)) m
        cross join lateral (
            select count(*) as results, coalesce(sum(value), 0) as results_value
            from studio_results x
            where x.studio_id = s.id and x.transferred_on <= @day
        ) r
        cross join lateral (
            select count(*) as apprenticeships
            from studio_apprenticeships x
            where x.studio_id = s.id and x.starts_on <= @day
        ) a
        cross join lateral (
            select count(*) as promotions, count(*) filter (where x.grade = 'senior-worker') as senior_workers,
                count(*) filter (where x.grade = 'technician') as technicians,
                count(*) filter (where x.grade = 'senior-technician') as senior_technicians
            from studio_promotions x where x.studio_id = s.id and x.promoted_on <= @day) p
        cross join lateral (
            select coalesce(sum(amount), 0) as grants
            from studio_grants x
            where x.studio_id = s.id and x.granted_on <= @day
        ) g
        """;

    public static readonly StudioFigures None = new(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /// <summary>Results of a closed studio.</summary>
    public StudioFigures WithoutMembers() => this with { Members = 0, Women = 0, AgeYears = 0, AgesKnown = 0 };

    public decimal WomenShare => StudioRules.Share(Women, Members);

    public decimal? AverageAge => StudioRules.Average(AgeYears, AgesKnown);

    public static async Task<IReadOnlyDictionary<Guid, StudioFigures>> ReadAsync(
        Guid[] studios,
        DateOnly day,
        Session session,
        CancellationToken ct
    ) =>
        (await session.AsSystem(() => session.Query<Row>(Count, new { ids = studios, day }, ct), ct)).ToDictionary(
            r => r.StudioId,
            r => new StudioFigures(
                r.Members,
                r.Women,
                r.AgeYears,
                r.AgesKnown,
                r.Results,
                r.ResultsValue,
                r.Apprenticeships,
                r.Promotions,
                r.SeniorWorkers,
                r.Technicians,
                r.SeniorTechnicians,
                r.Grants
            )
        );

    public static StudioFigures operator +(StudioFigures a, StudioFigures b) =>
        new(
            a.Members + b.Members,
            a.Women + b.Women,
            a.AgeYears + b.AgeYears,
            a.AgesKnown + b.AgesKnown,
            a.Results + b.Results,
            a.ResultsValue + b.ResultsValue,
            a.Apprenticeships + b.Apprenticeships,
            a.Promotions + b.Promotions,
            a.SeniorWorkers + b.SeniorWorkers,
            a.Technicians + b.Technicians,
            a.SeniorTechnicians + b.SeniorTechnicians,
            a.Grants + b.Grants
        );

    sealed record Row(
        Guid StudioId,
        long Members,
        long Women,
        long AgeYears,
        long AgesKnown,
        long Results,
        decimal ResultsValue,
        long Apprenticeships,
        long Promotions,
        long SeniorWorkers,
        long Technicians,
        long SeniorTechnicians,
        decimal Grants
    );
}

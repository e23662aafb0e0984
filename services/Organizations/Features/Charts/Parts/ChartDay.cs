namespace Organizations.Features.Charts;

/// <summary>SQL conditions for the day of a chart.</summary>
static class ChartDay
{
    internal const string Held =
        "valid_from <= @at and (valid_to is null or valid_to > @at) and (ended_at is null or ended_at > @at)";
    internal const string Answered = "c.valid_from <= @at and (c.ended_at is null or c.ended_at > @at)";
    internal const string InForce = "d.since <= @day and (d.until is null or d.until > @day)";
    internal const string Inside = "area_at(@key, @day) r";

    /// <summary>The place on the day: the division itself and every division above it.</summary>
    internal const string Above = """
        up as (
            select id, parent_id, level, name, 0 as step
            from division_states
            where id = @id and since <= @day and (until is null or until > @day)
            union all
            select s.id, s.parent_id, s.level, s.name, up.step + 1
            from up
            join division_states s on s.id = up.parent_id and s.since <= @day and (s.until is null or s.until > @day))
        """;
}

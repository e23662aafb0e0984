namespace Organizations.Features.Charts;

/// <summary>SQL conditions for the day of a chart.</summary>
static class ChartDay
{
    internal const string Held = "platform.in_force(valid_from, until, @at)";
    internal const string Answered = "platform.in_force(c.valid_from, c.ended_at, @at)";
    internal const string InForce = "platform.in_force(d.since, d.until, @day)";
    internal const string Inside = "area_at(@key, @day) r";

    /// <summary>The place on the day: the division itself and every division above it.</summary>
    internal const string Above = """
        up as (
            select id, parent_id, level, name, 0 as step
            from division_states
            where id = @id and platform.in_force(since, until, @day)
            union all
            select s.id, s.parent_id, s.level, s.name, up.step + 1
            from up
            join division_states s on s.id = up.parent_id and platform.in_force(s.since, s.until, @day))
        """;
}

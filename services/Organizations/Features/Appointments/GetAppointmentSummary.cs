using System.Globalization;
using Organizations.Domain;
using ServiceDefaults.Data;

namespace Organizations.Features.Appointments;

/// <summary>
/// Number of holders of each post on a day: in all areas of the caller, or in one division of that day, by level and by
/// child. Counted from the appointments.
/// </summary>
static class GetAppointmentSummary
{
    /// <param name="Level">Level of the post's division; null for posts in organizations.</param>
    /// <param name="People">Distinct people: one person may hold a post in several places.</param>
    public sealed record OfLevel(
        [Code(nameof(CodeTables.Post))] string Post,
        int? Level,
        long Appointments,
        long People
    );

    /// <param name="Division">A division directly below the requested one.</param>
    public sealed record OfChild(
        [Code(nameof(CodeTables.Post))] string Post,
        Guid DivisionId,
        string Division,
        long Appointments,
        long People
    );

    public sealed record Response(DateOnly AsOf, IReadOnlyList<OfLevel> Levels, IReadOnlyList<OfChild> Divisions);

    const string Of = "platform.in_force(valid_from, until, @at) and (@post::text is null or post = @post)";
    const string Sum = """
        select a.post, d.level, count(*) as appointments, count(distinct a.person_id) as people
        from ({0}) a
        left join divisions d on d.id = a.division_id
        group by a.post, d.level
        order by a.post, d.level
        """;
    const string All = $"select * from appointments where {Of}";
    const string Below = $"""
        select a.*
        from divisions b
        cross join area_at(b.key, @day) r
        cross join lateral (
            select * from appointments where scope_key >= r.lo and scope_key < r.hi and {Of} offset 0
        ) a
        where b.id = @below
        """;

    /// <summary>Child by child, so that each appointment is read once.</summary>
    const string Children = $"""
        select a.post, c.id as division_id, c.name as division, count(*) as appointments,
            count(distinct a.person_id) as people
        from division_states c cross join area_at(c.now_key, @day) r cross join lateral (
            select post, person_id from appointments where scope_key >= r.lo and scope_key < r.hi and {Of} offset 0) a
        where c.parent_id = @below and platform.in_force(c.since, c.until, @day)
        group by a.post, c.id, c.name, c.now_key
        order by a.post, c.now_key
        """;

    [EndpointSummary("任职统计 Numbers of holders by post, level and division")]
    public static async Task<Ok<Response>> Handle(
        DateOnly? asOf,
        Guid? below,
        [Code(nameof(CodeTables.Post))] string? post,
        Session session,
        CancellationToken ct
    )
    {
        var day = asOf ?? session.Today;
        var args = new
        {
            post,
            below,
            day,
            at = ChinaDay.End(day),
        };
        var levels = await session.Query<OfLevel>(
            string.Format(CultureInfo.InvariantCulture, Sum, below is null ? All : Below),
            args,
            ct
        );
        return TypedResults.Ok(
            new Response(day, levels, below is null ? [] : await session.Query<OfChild>(Children, args, ct))
        );
    }
}

using ServiceDefaults.Data;

namespace Census.Features;

/// <summary>Where a list that begins with the latest goes on.</summary>
sealed record Latest(DateTimeOffset At, Guid Id)
{
    /// <summary>
    /// Up to so many rows are sorted; beyond, the caller's part of the table is wide enough to walk the table by time
    /// and meet her rows soon.
    /// </summary>
    const int Narrow = 20_000;

    /// <summary>Before everything.</summary>
    public static Latest First(Session session) => new(session.Now.AddDays(1), Guid.AllBitsSet);

    /// <summary>
    /// SQL of the ids of the next page (@At, @Id, @Take), the latest first, among the rows in the caller's areas and of
    /// the households she covers.
    /// </summary>
    /// <param name="session">The caller.</param>
    /// <param name="table">It has id, scope_key and household_id.</param>
    /// <param name="time">Its column of time.</param>
    /// <param name="condition">More to ask of its row t.</param>
    /// <param name="ct">Ends the probe.</param>
    public static async Task<string> IdsAsync(
        Session session,
        string table,
        string time,
        string condition,
        CancellationToken ct
    )
    {
        var probe = $"""
            select count(*) <= {Narrow} from (select from platform.ranges() s cross join lateral
                (select from {table} t where t.scope_key >= s.lo and t.scope_key < s.hi limit {Narrow} + 1) x
                limit {Narrow} + 1) y
            """;
        var after = $"(t.{time}, t.id) < (@At, @Id) and {condition}";
        if (!await session.Find<bool>(probe, ct: ct))
            return $"select t.id from {table} t where {after} order by t.{time} desc, t.id desc limit @Take";
        return $"""
            select id from (
                (
                    select t.id, t.{time}
                    from platform.ranges() s
                    cross join lateral (
                        select * from {table} r where r.scope_key >= s.lo and r.scope_key < s.hi offset 0
                    ) t
                    where {after}
                )
                union
                (select t.id, t.{time} from {table} t where t.household_id in (select platform.covered()) and {after})
                order by {time} desc, id desc limit @Take) latest
            """;
    }
}

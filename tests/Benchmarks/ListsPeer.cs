using ServiceDefaults.Data;

namespace Benchmarks;

/// <summary>
/// The large lists of Census as hand-written statements, one for each list, as before the introduction of Listing. The
/// items have the same members.
/// </summary>
static class ListsPeer
{
    const string Everything = "(select scope_key, id as household_id from households)",
        OfCategory = "household_categories",
        ByName = "household_grams",
        InCategory = "t.category = @Category";

    const string WithName = """
        t.gram = @Gram and not exists (select from unnest(@Grams) wanted where not exists (select from household_grams x
            where x.gram = wanted
                and x.scope_key = t.scope_key
                and x.household_id = t.household_id
                and x.resident_id = t.resident_id))
        """;

    const string Needs = """
        select n.id, n.version, n.resident_id, n.household_id, n.visit_id, n.kind, n.state, n.outcome,
            n.hours::text as hours, n.skills, n.note, n.opened_by, n.opened_at, n.closed_at
        from needs n
        """;

    const string Visits = """
        select v.id, v.version, v.household_id, v.kind, v.visited_at, v.diary, v.visitor_id, v.recorded_at
        from visits v
        """;

    const int Narrow = 20_000;

    /// <summary>Parameters of a page.</summary>
    /// <param name="Key">Sort key of the last row of the page before, for lists by area.</param>
    /// <param name="At">Time of the last row of the page before, for lists by time.</param>
    public sealed record Asked(
        string Key,
        Guid Id,
        DateTimeOffset At,
        int Take,
        string? Category = null,
        byte[]? Gram = null,
        byte[][]? Grams = null,
        string? State = null
    );

    public static async Task<IReadOnlyList<(Guid Id, object Item)>> HouseholdsAsync(Session session, Asked asked)
    {
        var sql =
            asked.Gram is not null ? Sql(ByName, WithName)
            : asked.Category is not null ? Sql(OfCategory, InCategory)
            : Sql(Everything, "true");
        var rows = await session.Query<Household>(sql, asked, default);
        session.RecordAccess(rows.Select(r => r.HeadId).OfType<Guid>());
        return
        [
            .. rows.Select(r =>
                (
                    r.Id,
                    (object)
                        new
                        {
                            r.Id,
                            r.DivisionId,
                            r.Division,
                            Address = session.Show(r.Address, "households", r.Id, "address"),
                            r.Categories,
                            r.HeadId,
                            HeadName = r.HeadId is { } head
                                ? session.Show(r.HeadName, "residents", head, "name")
                                : null,
                            r.Residents,
                            r.Version,
                        }
                )
            ),
        ];
    }

    public static async Task<IReadOnlyList<(Guid Id, object Item)>> NeedsAsync(Session session, Asked asked)
    {
        var ids = await IdsAsync(session, "needs", "opened_at", "t.state = @State");
        var rows = await session.Query<Need>(
            $"{Needs} where n.id in ({ids}) order by n.opened_at desc, n.id desc",
            asked,
            default
        );
        session.RecordAccess(rows.Select(r => r.ResidentId));
        return
        [
            .. rows.Select(r =>
                (
                    r.Id,
                    (object)
                        new
                        {
                            r.Id,
                            r.ResidentId,
                            r.HouseholdId,
                            r.VisitId,
                            r.Kind,
                            r.State,
                            r.Outcome,
                            Hours = Census.Domain.Hours.ToSpans(r.Hours),
                            r.Skills,
                            Note = session.Show(r.Note, "needs", r.Id, "note"),
                            r.OpenedBy,
                            r.OpenedAt,
                            r.ClosedAt,
                            r.Version,
                        }
                )
            ),
        ];
    }

    public static async Task<IReadOnlyList<(Guid Id, object Item)>> VisitsAsync(Session session, Asked asked)
    {
        var ids = await IdsAsync(session, "visits", "visited_at", "true");
        var rows = await session.Query<Visit>(
            $"{Visits} where v.id in ({ids}) order by v.visited_at desc, v.id desc",
            asked,
            default
        );
        session.RecordAccess(
            await session.Query<Guid>(
                "select id from residents where household_id = any (@ids)",
                new { ids = rows.Select(v => v.HouseholdId).Distinct().ToArray() },
                default
            )
        );
        return
        [
            .. rows.Select(r =>
                (
                    r.Id,
                    (object)
                        new
                        {
                            r.Id,
                            r.HouseholdId,
                            r.Kind,
                            r.VisitedAt,
                            Diary = session.Show(r.Diary, "visits", r.Id, "diary"),
                            r.VisitorId,
                            r.RecordedAt,
                            r.Version,
                        }
                )
            ),
        ];
    }

    static string Sql(string source, string condition) =>
        $"""
            with page as (
                (select p.scope_key, p.household_id from platform.ranges() s cross join lateral (
                    select distinct on (t.scope_key, t.household_id) t.scope_key, t.household_id from {source} t
                    where (t.scope_key, t.household_id) > (
                        greatest(@Key collate "C", s.lo),
                        case when @Key collate "C" >= s.lo then @Id else '00000000-0000-0000-0000-000000000000' end
                    )
                        and t.scope_key < s.hi and {condition}
                    order by 1, 2 limit @Take) p)
                union
                (
                    select t.scope_key, t.household_id
                    from {source} t
                    where t.household_id in (select platform.covered())
                        and (t.scope_key, t.household_id) > (@Key, @Id)
                        and {condition}
                )
                order by 1, 2 limit @Take)
            select h.id, h.version, h.scope_key, h.division_id, a.name as division, h.address, h.categories,
                head.id as head_id, head.name as head_name,
                (select count(*)::int from residents r where r.household_id = h.id) as residents
            from page join households h on h.id = page.household_id left join platform.areas a on a.id = h.division_id
                left join lateral (
                    select r.id, r.name
                    from residents r
                    where r.household_id = h.id
                    order by r.relation <> '0', r.birth_date
                    limit 1
                ) head on true
            order by h.scope_key, h.id
            """;

    static async Task<string> IdsAsync(Session session, string table, string time, string condition)
    {
        var probe = $"""
            select count(*) <= {Narrow} from (select from platform.ranges() s cross join lateral
                (select from {table} t where t.scope_key >= s.lo and t.scope_key < s.hi limit {Narrow} + 1) x
                limit {Narrow} + 1) y
            """;
        var after = $"(t.{time}, t.id) < (@At, @Id) and {condition}";
        if (!await session.Find<bool>(probe, default))
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

    sealed record Household(
        Guid Id,
        long Version,
        string ScopeKey,
        Guid DivisionId,
        string? Division,
        byte[] Address,
        string[] Categories,
        Guid? HeadId,
        byte[]? HeadName,
        int Residents
    );

    sealed record Need(
        Guid Id,
        long Version,
        Guid ResidentId,
        Guid HouseholdId,
        Guid? VisitId,
        string Kind,
        string State,
        string? Outcome,
        string Hours,
        string[] Skills,
        byte[]? Note,
        Guid OpenedBy,
        DateTimeOffset OpenedAt,
        DateTimeOffset? ClosedAt
    );

    sealed record Visit(
        Guid Id,
        long Version,
        Guid HouseholdId,
        string Kind,
        DateTimeOffset VisitedAt,
        byte[] Diary,
        Guid VisitorId,
        DateTimeOffset RecordedAt
    );
}

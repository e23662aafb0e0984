using Dapper;
using ServiceDefaults.Data;

namespace ServiceDefaults.Http;

/// <summary>
/// How a list over a large table finds the rows of a page. A policy filters row by row and gives a list no order, so
/// that a page would cost what lies in the table; a walk goes through the caller's own areas by an index, adds what the
/// caller covers, and only the rows of the page are joined. The policy confirms each of them. Such a list has one order
/// (<see cref="Listing{TRow,TItem}.DefaultSort"/>, both ways, or that by area); a filter by a column that is
/// <see cref="ListColumn.Narrow"/> is answered without a walk, and so is a file, which is read as a whole.
/// </summary>
public abstract record ListWalk
{
    /// <summary>
    /// In the order of areas, by an index on (scope_key, id) of the table, or on (value, scope_key, id) of a
    /// <see cref="ListLookup"/> that is asked for.
    /// </summary>
    /// <param name="table">It has id, which is what coverage is of, scope_key and the columns of the filters.</param>
    public static ListWalk ByArea(string table) => new AreaWalk(table);

    /// <summary>
    /// In the order of the list's own sort. The rows of the caller's areas are sorted where they are few; beyond, the
    /// caller's part of the table is wide enough to read the list in the order of an index on (that column, id) and
    /// meet the caller's rows soon.
    /// </summary>
    /// <param name="table">It has id, scope_key, the column of the sort and those of the filters.</param>
    /// <param name="resource">Its column of what coverage is of.</param>
    public static ListWalk BySort(string table, string resource) => new SortWalk(table, resource);

    /// <summary>The column that a page begins and ends by, where the caller cannot name it.</summary>
    internal virtual ListColumn? Column => null;

    /// <summary>SQL of the ids of the page; null where the list is best read as it is.</summary>
    /// <param name="after">Where the page before ended, as a condition on x.</param>
    internal abstract Task<string?> IdsAsync(
        Session session,
        ListConditions asked,
        ListOrder order,
        string after,
        DynamicParameters parameters,
        CancellationToken ct
    );

    sealed record AreaWalk(string Table) : ListWalk
    {
        internal override ListColumn? Column { get; } = new("scopeKey", "");

        /// <summary>
        /// Where a range starts and where the page starts is one row comparison, so that the index is entered there and
        /// nowhere before.
        /// </summary>
        internal override Task<string?> IdsAsync(
            Session session,
            ListConditions asked,
            ListOrder order,
            string after,
            DynamicParameters parameters,
            CancellationToken ct
        )
        {
            if (after.Length == 0)
            {
                parameters.Add("list_value", "");
                parameters.Add("list_id", Guid.Empty);
            }
            var (rows, each, walked, covered) = asked.Through(Table);
            return Task.FromResult<string?>(
                $"""
                (select p.scope_key, p.id from platform.ranges() s {each} cross join lateral (
                        select distinct on (x.scope_key, x.id) x.scope_key, x.id from {rows} x
                        where (x.scope_key, x.id) > (
                                greatest(@list_value collate "C", s.lo),
                                case when @list_value collate "C" >= s.lo then @list_id
                                    else '00000000-0000-0000-0000-000000000000' end)
                            and x.scope_key < s.hi{walked}
                        order by 1, 2 limit @list_take) p)
                union
                (select x.scope_key, x.id from {rows} x
                    where x.id in (select platform.covered())
                        and (x.scope_key, x.id) > (@list_value, @list_id){covered})
                order by 1, 2 limit @list_take
                """
            );
        }
    }

    sealed record SortWalk(string Table, string Resource) : ListWalk
    {
        /// <summary>Up to so many rows are sorted for a page.</summary>
        const int Few = 20_000;

        internal override async Task<string?> IdsAsync(
            Session session,
            ListConditions asked,
            ListOrder order,
            string after,
            DynamicParameters parameters,
            CancellationToken ct
        )
        {
            var probe = $"""
                select count(*) <= {Few} from (select from platform.ranges() s cross join lateral
                    (select from {Table} t where t.scope_key >= s.lo and t.scope_key < s.hi limit {Few} + 1) x
                    limit {Few} + 1) y
                """;
            if (!await session.Find<bool>(probe, ct: ct))
                return null;
            return $"""
                (select x.id, {order.Sql} as place
                    from platform.ranges() s
                    cross join lateral (
                        select * from {Table} r where r.scope_key >= s.lo and r.scope_key < s.hi offset 0
                    ) x
                    where true{after}{asked})
                union
                (select x.id, {order.Sql} from {Table} x
                    where x.{Resource} in (select platform.covered()){after}{asked})
                order by 2 {order.Direction}, 1 {order.Direction} limit @list_take
                """;
        }
    }
}

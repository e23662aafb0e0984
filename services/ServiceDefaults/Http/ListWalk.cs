using Dapper;
using ServiceDefaults.Data;

namespace ServiceDefaults.Http;

/// <summary>
/// How a list over a large table finds the rows of a page. A row policy filters row by row and gives no order, so a
/// page would read the whole table. A walk reads the caller's own areas by an index and adds the covered resources;
/// only the rows of the page are joined, and the policy checks each. Such a list has one order (<see
/// cref="Listing{TRow,TItem}.DefaultSort"/> in both directions, or by area). A filter by a <see
/// cref="ListColumn.Narrow"/> column needs no walk, and neither does a file, which contains all rows.
/// </summary>
public abstract record ListWalk
{
    /// <summary>
    /// In the order of areas, by an index on (scope_key, id) of the table, or on (value, scope_key, id) of a requested
    /// <see cref="ListLookup"/>.
    /// </summary>
    /// <param name="table">A table with id (the covered resource), scope_key and the columns of the filters.</param>
    public static ListWalk ByArea(string table) => new AreaWalk(table);

    /// <summary>
    /// In the order of the list's own sort. Up to 20,000 rows of the caller's areas are sorted; with more rows, an
    /// index on (sort column, id) is read in order, since it meets the caller's rows soon.
    /// </summary>
    /// <param name="table">A table with id, scope_key and the columns of the sort and the filters.</param>
    /// <param name="resource">Its column of the covered resource.</param>
    public static ListWalk BySort(string table, string resource) => new SortWalk(table, resource);

    /// <summary>The sort column of cursors, where it is not one of the list's columns.</summary>
    internal virtual ListColumn? Column => null;

    /// <summary>SQL of the ids of the page; null where the list is read without a walk.</summary>
    /// <param name="after">The condition of the cursor on x.</param>
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
        /// The start of the range and the start of the page are one row comparison, so that the index scan begins
        /// there.
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
        /// <summary>Largest number of rows that are sorted for a page.</summary>
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
            if (!await session.Find<bool>(probe, ct))
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

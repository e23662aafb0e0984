using Microsoft.Extensions.DependencyInjection;
using ServiceDefaults.Data;

namespace ServiceDefaults.Sealing;

/// <summary>A column with sealed values, in a table with a column id.</summary>
/// <param name="Table">The table name that values are bound to.</param>
/// <param name="Name">The column name that values are bound to.</param>
/// <param name="Column">The column's name in the table, if it differs.</param>
public sealed record SealedColumn(string Table, string Name, string? Column = null)
{
    internal string Stored => Column ?? Name;
}

/// <summary>
/// The command for retiring a key: seals values of other keys again with the current key, a few rows at a time while
/// the service runs. Stored answers of POSTs and files of imports are left out, because they are deleted after a week.
/// </summary>
public static class Reseal
{
    const int Step = 200;

    public static Verb Verb(params IReadOnlyList<SealedColumn> columns) =>
        new(
            "reseal",
            "seals values of other keys again with the current key; after an interruption run it again",
            (session, _, services, ct) => RunAsync(columns, session, services.GetRequiredService<SessionFactory>(), ct)
        );

    static async Task RunAsync(
        IReadOnlyList<SealedColumn> columns,
        Session session,
        SessionFactory sessions,
        CancellationToken ct
    )
    {
        // Each step uses its own session.
        await session.Commit(ct);
        foreach (var column in columns)
        {
            var (count, last) = (0L, (Guid?)Guid.Empty);
            while (last is { } after)
            {
                var (rows, to) = await StepAsync(column, after, sessions, ct);
                (count, last) = (count + rows, to);
            }
            Console.WriteLine($"reseal: {column.Table}.{column.Name} {count}");
        }
    }

    /// <returns>Number of rows, and the last id; null at the end.</returns>
    static async Task<(int Rows, Guid? Last)> StepAsync(
        SealedColumn column,
        Guid after,
        SessionFactory sessions,
        CancellationToken ct
    )
    {
        await using var session = await sessions.SystemAsync("operator reseal", ct);
        // The opened values do not change: suppress the change log.
        await session.Execute("select set_config('app.relocating', 'on', true)", ct);
        var rows = await session.Query<Row>(
            $"""
            select id, {column.Stored} as value from {column.Table} where id > @after and {column.Stored} is not null
              and substring({column.Stored} from 2 for get_byte({column.Stored}, 0)) <> @current
              order by id
              limit {Step}
            """,
            new { after, current = session.Sealer.CurrentKey },
            ct
        );
        // A value written meanwhile is already sealed with the current key.
        foreach (var row in rows)
            if (session.Sealer.TryOpen(row.Value, column.Table, row.Id, column.Name) is { } value)
                session.Defer(
                    $"update {column.Table} set {column.Stored} = @cipher where id = @Id and {column.Stored} = @Value",
                    new
                    {
                        cipher = session.Sealer.Seal(value, column.Table, row.Id, column.Name),
                        row.Id,
                        row.Value,
                    }
                );
            else
                Console.WriteLine($"reseal: {column.Table}.{column.Name} of {row.Id} does not open; left unchanged");
        await session.Commit(ct);
        return (rows.Count, rows.Count > 0 ? rows[^1].Id : null);
    }

    sealed record Row(Guid Id, byte[] Value);
}

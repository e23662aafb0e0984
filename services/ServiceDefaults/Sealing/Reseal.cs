using Microsoft.Extensions.DependencyInjection;
using ServiceDefaults.Data;

namespace ServiceDefaults.Sealing;

/// <summary>Where a service keeps sealed values: a column of a table whose rows are known by their id.</summary>
/// <param name="Table">As it was sealed for.</param>
/// <param name="Name">As it was sealed for.</param>
/// <param name="Column">Its name in the table, where that is another.</param>
public sealed record SealedColumn(string Table, string Name, string? Column = null)
{
    internal string Stored => Column ?? Name;
}

/// <summary>
/// The command that takes a key out of use: what other keys have sealed is sealed anew with the current one, a few rows
/// at a time beside people at work. The kept answers of POSTs and the files of imports are not: they go by themselves
/// after a week.
/// </summary>
public static class Reseal
{
    const int Step = 200;

    public static Verb Verb(params IReadOnlyList<SealedColumn> columns) =>
        new(
            "reseal",
            "seals with the current key what other keys have sealed; ended half-way it is given again",
            (session, _, services, ct) => RunAsync(columns, session, services.GetRequiredService<SessionFactory>(), ct)
        );

    static async Task RunAsync(
        IReadOnlyList<SealedColumn> columns,
        Session session,
        SessionFactory sessions,
        CancellationToken ct
    )
    {
        // Each step has a session of its own.
        await session.CommitAsync(ct);
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

    /// <returns>How many rows there were, and the last of them; none when there are no more.</returns>
    static async Task<(int Rows, Guid? Last)> StepAsync(
        SealedColumn column,
        Guid after,
        SessionFactory sessions,
        CancellationToken ct
    )
    {
        await using var session = await sessions.SystemAsync("operator reseal", ct);
        // Nothing changes that anybody could read: the change log has nothing to tell.
        await session.Execute("select set_config('app.relocating', 'on', true)", ct: ct);
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
        // Who writes the value meanwhile seals it with the current key already.
        foreach (var row in rows)
            if (session.Sealer.TryOpen(row.Value, column.Table, row.Id, column.Name) is { } value)
                session.Defer(
                    $"update {column.Table} set {column.Stored} = $1 where id = $2 and {column.Stored} = $3",
                    session.Sealer.Seal(value, column.Table, row.Id, column.Name),
                    row.Id,
                    row.Value
                );
            else
                Console.WriteLine($"reseal: {column.Table}.{column.Name} of {row.Id} does not open; left as it is");
        await session.CommitAsync(ct);
        return (rows.Count, rows.Count > 0 ? rows[^1].Id : null);
    }

    sealed record Row(Guid Id, byte[] Value);
}

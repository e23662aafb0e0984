using Npgsql;

namespace ServiceDefaults.Data;

/// <summary>
/// Statements of one session that are sent in one round trip, before the next statement or with the commit.
/// </summary>
sealed class Deferred
{
    readonly List<NpgsqlBatchCommand> _commands = [];

    public bool IsEmpty => _commands.Count == 0;

    public void Add(string sql, object? args)
    {
        if (args is null)
        {
            _commands.Add(new(sql));
            return;
        }
        var statement = NamedStatement.Of(sql, args);
        var command = new NpgsqlBatchCommand(statement.Text);
        statement.Fill(command.Parameters, args);
        _commands.Add(command);
    }

    /// <summary>Removes all statements and returns them as one batch, in order.</summary>
    /// <param name="timeout">Limit of the batch, in seconds; null for the connection's own limit.</param>
    public NpgsqlBatch Take(NpgsqlConnection connection, NpgsqlTransaction? transaction, int? timeout)
    {
        var batch = new NpgsqlBatch(connection, transaction);
        if (timeout is { } seconds)
            batch.Timeout = seconds;
        foreach (var command in _commands)
            batch.BatchCommands.Add(command);
        _commands.Clear();
        return batch;
    }

    public void Clear() => _commands.Clear();
}

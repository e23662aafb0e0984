using Npgsql;
using ServiceDefaults.Telemetry;

namespace ServiceDefaults.Imports;

/// <summary>Records twice a second how many rows a run has checked, outside its transaction.</summary>
sealed class ImportProgress : IAsyncDisposable
{
    const string Record = """
        insert into platform.import_progress as p (import_id, checked, attempts, at) values ($1, $2, 1, now())
        on conflict (import_id) do update set checked = excluded.checked, attempts = p.attempts + $3, at = excluded.at
        """;

    readonly CancellationTokenSource _stop = new();
    readonly Task _recording;

    public ImportProgress(NpgsqlDataSource source, ImportRun run) =>
        _recording = Task.Run(() => RecordAsync(source, run));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _recording;
        _stop.Dispose();
    }

    async Task RecordAsync(NpgsqlDataSource source, ImportRun run)
    {
        using var _ = Quiet.Begin();
        for (var first = 1; ; first = 0)
        {
            await Task.Delay(500, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_stop.IsCancellationRequested)
                return;
            try
            {
                await using var command = source.CreateCommand(Record);
                command.Parameters.AddWithValue(run.Id);
                command.Parameters.AddWithValue(run.Checked);
                command.Parameters.AddWithValue(first);
                await command.ExecuteNonQueryAsync(CancellationToken.None);
            }
            catch (NpgsqlException)
            { /* the run itself reports an unreachable database */
            }
        }
    }
}

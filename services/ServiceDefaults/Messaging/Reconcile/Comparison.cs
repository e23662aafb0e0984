using Npgsql;
using ServiceDefaults.Data;

namespace ServiceDefaults.Messaging.Reconcile;

/// <summary>
/// Merges a publisher's digest with this service's receipts, both sorted by aggregate id, and keeps only the aggregates
/// that differ.
/// </summary>
sealed class Comparison(NpgsqlDataSource source, EventSubscriptions subscriptions) : IAsyncDisposable
{
    const string Receipts = """
        select coalesce(s.aggregate_id, i.aggregate_id), coalesce(s.seq, 0), coalesce(i.prints, '')
        from (select aggregate_id, seq from platform.streams where stream = $1) s
        full join (
            select aggregate_id, string_agg(right(event_id::text, 8), '' order by seq, received_at) as prints
            from platform.inbox
            where stream = $1 and seq > 0
            group by aggregate_id
        ) i
            on i.aggregate_id = s.aggregate_id
        order by 1
        """;

    readonly List<Suspect> _suspects = [];
    readonly HashSet<string> _seen = [];
    string _stream = "";
    Guid? _before;
    NpgsqlCommand? _command;
    NpgsqlDataReader? _own;

    /// <summary>The streams of this publisher that this service follows.</summary>
    public static IEnumerable<string> Followed(EventSubscriptions subscriptions, string publisher) =>
        subscriptions.Streams.Keys.Where(s => s.StartsWith(publisher + ".", StringComparison.Ordinal)).Order();

    /// <summary>Takes the next line of the digest.</summary>
    /// <exception cref="StartupException">The lines are not sorted.</exception>
    public async ValueTask TakeAsync(string publisher, string stream, Guid aggregate, string prints)
    {
        if (!Followed(subscriptions, publisher).Contains(stream))
            return;
        if (stream != _stream)
            await OpenAsync(stream);
        if (_before is { } before && Compare(before, aggregate) >= 0)
            throw new StartupException($"The digest of {publisher} is out of order at {stream} {aggregate}.");
        _before = aggregate;
        while (_own is not null && Compare(_own.GetGuid(0), aggregate) < 0)
        {
            _suspects.Add(new(stream, _own.GetGuid(0), ""));
            await NextAsync();
        }
        if (_own is not null && _own.GetGuid(0) == aggregate)
        {
            if (_own.GetInt64(1) * EventDigest.PrintLength != prints.Length || _own.GetString(2) != prints)
                _suspects.Add(new(stream, aggregate, prints));
            await NextAsync();
        }
        else
            _suspects.Add(new(stream, aggregate, prints));
    }

    /// <summary>Ends the digest: further receipts of that publisher's events are unknown to the publisher.</summary>
    /// <returns>The aggregates that may differ.</returns>
    public async Task<IReadOnlyList<Suspect>> EndAsync(string publisher)
    {
        await DrainAsync();
        foreach (var stream in Followed(subscriptions, publisher).Where(s => !_seen.Contains(s)).ToList())
        {
            await OpenAsync(stream);
            await DrainAsync();
        }
        return _suspects;
    }

    public async ValueTask DisposeAsync()
    {
        if (_own is not null)
            await _own.DisposeAsync();
        if (_command is not null)
            await _command.DisposeAsync();
        (_own, _command) = (null, null);
    }

    async Task OpenAsync(string stream)
    {
        await DrainAsync();
        if (!_seen.Add(stream))
            throw new StartupException($"The digest names {stream} twice.");
        (_stream, _before) = (stream, null);
        _command = source.CreateCommand(Receipts);
        _command.Parameters.Add(new() { Value = stream });
        _own = await _command.ExecuteReaderAsync();
        await NextAsync();
    }

    async Task DrainAsync()
    {
        while (_own is not null)
        {
            _suspects.Add(new(_stream, _own.GetGuid(0), ""));
            await NextAsync();
        }
    }

    async Task NextAsync()
    {
        if (!await _own!.ReadAsync())
            await DisposeAsync();
    }

    /// <summary>Compares ids in the database's order.</summary>
    static int Compare(Guid a, Guid b) => string.CompareOrdinal(a.ToString(), b.ToString());
}

/// <param name="Published">The digest of the publisher's events.</param>
sealed record Suspect(string Stream, Guid AggregateId, string Published);

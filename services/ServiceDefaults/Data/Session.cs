using System.Diagnostics;
using System.Text.Json;
using Contracts;
using Dapper;
using Npgsql;
using ServiceDefaults.Messaging;
using ServiceDefaults.Sealing;

namespace ServiceDefaults.Data;

/// <summary>
/// The only way to the database: one connection, one transaction, one caller, one outbox. Nothing is visible or published until <see cref="CommitAsync"/>;
/// a session that is disposed without it leaves no trace. Not for use by two threads at once.
/// </summary>
public sealed class Session(NpgsqlDataSource source, TimeProvider clock, Sealer sealer) : IAsyncDisposable
{
    readonly List<Outgoing> _outgoing = [];
    readonly List<NpgsqlBatchCommand> _deferred = [];
    readonly HashSet<Guid> _subjects = [];
    NpgsqlConnection? _connection;
    NpgsqlTransaction? _transaction;

    public Caller Caller { get; private set; } = Caller.Anonymous;

    /// <summary>The time this session acts at.</summary>
    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>The date in China, where every date of the registers belongs.</summary>
    public DateOnly Today => DateOnly.FromDateTime(Now.ToOffset(TimeSpan.FromHours(8)).DateTime);

    public Sealer Sealer => sealer;

    /// <summary>The route or reaction this session serves, as it goes into the audit.</summary>
    public string Action { get; set; } = "";

    /// <summary>Begins the transaction and sets, for it alone, what the caller may see.</summary>
    internal async Task<Entry> EnterAsync(Entrance entrance, CancellationToken ct)
    {
        await BeginAsync(ct);
        var entry = await _connection!.QuerySingleAsync<Entry>(new CommandDefinition(
            "select ranges, covered, organizations, partner from platform.enter(@Subject, @IsSystem, @AsPerson, @StaffRoles, @OrganizationRoles, @PartnerRoles, @WantedOrganization, @At)",
            new
            {
                entrance.Subject, entrance.IsSystem, entrance.AsPerson, entrance.StaffRoles, entrance.OrganizationRoles, entrance.PartnerRoles,
                entrance.WantedOrganization, At = Now,
            }, _transaction, cancellationToken: ct));
        Caller = entrance.Resolve(entry);
        return entry;
    }

    /// <summary>Begins the transaction as the service itself.</summary>
    public Task EnterAsSystemAsync(CancellationToken ct) => EnterAsync(Entrance.System, ct);

    /// <summary>The first row, or default where there is none.</summary>
    public async Task<T?> Find<T>(string sql, object? args = null, CancellationToken ct = default) =>
        await (await Ready(ct)).QueryFirstOrDefaultAsync<T>(new CommandDefinition(sql, args, _transaction, cancellationToken: ct));

    public async Task<IReadOnlyList<T>> Query<T>(string sql, object? args = null, CancellationToken ct = default) =>
        (await (await Ready(ct)).QueryAsync<T>(new CommandDefinition(sql, args, _transaction, cancellationToken: ct))).AsList();

    /// <returns>How many rows the statement touched.</returns>
    public async Task<int> Execute(string sql, object? args = null, CancellationToken ct = default) =>
        await (await Ready(ct)).ExecuteAsync(new CommandDefinition(sql, args, _transaction, cancellationToken: ct));

    /// <summary>Sends the statement with the commit, in one round trip with its like. Parameters are positional ($1, $2, ...).</summary>
    public void Defer(string sql, params object?[] args)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var arg in args) command.Parameters.Add(new NpgsqlParameter { Value = arg ?? DBNull.Value });
        _deferred.Add(command);
    }

    /// <summary>For COPY and batches; it is inside this session's transaction, which the caller must not end.</summary>
    public async Task<NpgsqlConnection> Ready(CancellationToken ct)
    {
        if (_connection is null) throw new InvalidOperationException("The session has not been entered: no caller, no access.");
        if (_deferred.Count > 0) await FlushDeferredAsync(ct);
        return _connection;
    }

    /// <summary>Publishes with this transaction: sent after the commit, in order for its aggregate, at least once; never if it rolls back.</summary>
    public void Publish<T>(T e) where T : class, IEvent => Publish(_ => e);

    /// <summary>As <see cref="Publish{T}(T)"/>, for events with sealed fields: the sealer binds them to this event's id.</summary>
    public void Publish<T>(Func<EventSealer, T> make) where T : class, IEvent
    {
        var id = Guid.CreateVersion7(Now);
        var e = make(new EventSealer(sealer, id));
        var wire = Wire.Of(typeof(T));
        _outgoing.Add(new(id, wire.Stream, wire.Type, (short)wire.Lane, e.AggregateId, JsonSerializer.Serialize(e, Wire.Json), Activity.Current?.Id));
    }

    /// <summary>The reason the caller gives for this one request, as the audit keeps it in place of the route.</summary>
    public void Because(string reason) => Caller = Caller with { Purpose = reason };

    /// <summary>Notes that personal data of these subjects was read or written; one audit row a request, or the request fails.</summary>
    public void Saw(params IEnumerable<Guid> subjects) => _subjects.UnionWith(subjects);

    /// <summary>Fires once at or after the time, across kills and replicas; the same kind and key again moves it.</summary>
    public Task Schedule(string kind, string key, DateTimeOffset due, object payload, CancellationToken ct = default) => Execute(
        """
        insert into platform.timers (id, kind, key, due_at, payload) values (@id, @kind, @key, @due, @payload)
        on conflict (kind, key) do update set due_at = excluded.due_at, payload = excluded.payload, failures = 0, error = null, parked_at = null
        """, new { id = Guid.CreateVersion7(Now), kind, key, due = due.ToUniversalTime(), payload = JsonSerializer.Serialize(payload, Wire.Json) }, ct);

    public Task Unschedule(string kind, string key, CancellationToken ct = default) =>
        Execute("delete from platform.timers where kind = @kind and key = @key", new { kind, key }, ct);

    /// <summary>Runs one step with the service's own sight (a duplicate check across areas, say), then puts the caller's back. Never return what it saw.</summary>
    public async Task<T> AsSystem<T>(Func<Task<T>> step, CancellationToken ct = default)
    {
        await Execute("select platform.as_system(true)", null, ct);
        var result = await step();
        if (Caller.Kind != CallerKind.System) await Execute("select platform.as_system(false)", null, ct);
        return result;
    }

    /// <summary>Sends what was deferred and published so far ahead of the commit, for work that publishes more than memory should hold.</summary>
    public async Task FlushAsync(CancellationToken ct)
    {
        if (_outgoing.Count > 0) DeferOutbox();
        _outgoing.Clear();
        if (_deferred.Count > 0) await FlushDeferredAsync(ct);
    }

    /// <summary>Sends what was deferred, the events and the audit row, and commits all of it at once.</summary>
    public async Task CommitAsync(CancellationToken ct = default)
    {
        if (_transaction is null) return;
        if (_subjects.Count > 0) DeferAudit();
        if (_outgoing.Count > 0) DeferOutbox();
        if (_deferred.Count > 0) await FlushDeferredAsync(ct);
        await _transaction.CommitAsync(ct);
        await DisposeAsync();
    }

    /// <summary>Undoes everything; the session can be entered again.</summary>
    public async Task RollbackAsync()
    {
        if (_transaction is { } t)
        {
            try { await t.RollbackAsync(CancellationToken.None); }
            catch (Exception e) when (e is NpgsqlException or InvalidOperationException) { /* the connection is gone, and the transaction with it */ }
        }
        await DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_transaction is not null) await _transaction.DisposeAsync();
        if (_connection is not null) await _connection.DisposeAsync();
        (_transaction, _connection) = (null, null);
        _outgoing.Clear();
        _deferred.Clear();
        _subjects.Clear();
    }

    async Task BeginAsync(CancellationToken ct)
    {
        if (_transaction is not null) return;
        _connection = await source.OpenConnectionAsync(ct);
        _transaction = await _connection.BeginTransactionAsync(ct);
    }

    async Task FlushDeferredAsync(CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(_connection, _transaction);
        foreach (var command in _deferred) batch.BatchCommands.Add(command);
        _deferred.Clear();
        await batch.ExecuteNonQueryAsync(ct);
    }

    void DeferAudit() => Defer(
        "insert into platform.audit (at, caller_kind, caller_id, purpose, action, subjects, trace_id) values ($1, $2, $3, $4, $5, $6, $7)",
        Now, Caller.Kind.ToString().ToLowerInvariant(), Caller.SubjectId, Caller.Purpose, Action, _subjects.ToArray(), Activity.Current?.TraceId.ToString());

    /// <summary>Aggregates are locked in one order, so that two sessions publishing about the same ones take turns; within an aggregate the order of publishing stays.</summary>
    void DeferOutbox()
    {
        var events = _outgoing.OrderBy(o => o.AggregateId).ToList();
        Defer("select platform.publish($1, $2, $3, $4, $5, $6, $7, $8)", events.Select(o => o.Id).ToArray(), events.Select(o => o.Stream).ToArray(), events.Select(o => o.Type).ToArray(),
            events.Select(o => o.Lane).ToArray(), events.Select(o => o.AggregateId).ToArray(), events.Select(o => o.Body).ToArray(), events.Select(o => o.Trace).ToArray(), Now);
    }

    sealed record Outgoing(Guid Id, string Stream, string Type, short Lane, Guid AggregateId, string Body, string? Trace);
}

/// <summary>Makes sessions outside a request; dispose each.</summary>
public sealed class SessionFactory(NpgsqlDataSource source, TimeProvider clock, Sealer sealer)
{
    public async Task<Session> SystemAsync(string action, CancellationToken ct)
    {
        var session = new Session(source, clock, sealer) { Action = action };
        await session.EnterAsSystemAsync(ct);
        return session;
    }
}

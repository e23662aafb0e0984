using System.Data;
using Contracts;
using Dapper;
using Npgsql;
using ServiceDefaults.Sealing;

namespace ServiceDefaults.Data;

/// <summary>
/// The only way to the database: one connection, one transaction, one caller, one outbox. Nothing is visible or
/// published until <see cref="Commit"/>; a session disposed without it changes nothing. Not thread-safe.
/// </summary>
/// <remarks>
/// No name ends in Async: a method that waits takes a <see cref="CancellationToken"/> last, except Rollback, which
/// nothing cancels. A statement names its parameters (@name) as the properties of its args.
/// </remarks>
public sealed class Session(NpgsqlDataSource source, TimeProvider clock, Sealer sealer) : IAsyncDisposable
{
    /// <summary>Waits at most 20 s for the turn, not for the whole statement limit.</summary>
    const string Turn = """
        set local lock_timeout = '20s';
        select pg_advisory_xact_lock(hashtext('platform.turn'));
        set local lock_timeout to default
        """;

    readonly Outbox _outbox = new(sealer);
    readonly Deferred _deferred = new();
    readonly AuditEntry _audit = new();
    NpgsqlConnection? _connection;
    NpgsqlTransaction? _transaction;
    bool _doubtful;
    int? _ofReads;

    public Caller Caller { get; private set; } = Caller.Anonymous;

    /// <summary>The current time of the service's clock.</summary>
    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>Today's date in China.</summary>
    public DateOnly Today => ChinaDay.Of(Now);
    public Sealer Sealer => sealer;
    internal UnopenedValues Unopened { get; } = new();

    /// <summary>
    /// Opens a sealed value for an answer. Null where there is no value, or where it does not open: it is then logged,
    /// counted and named in the answer (<see cref="UnopenedValues"/>). Code that needs the value calls <see
    /// cref="Sealer.Open"/>, which throws.
    /// </summary>
    public string? Show(byte[]? cipher, string table, Guid row, string column) =>
        Unopened.Open(sealer, cipher, table, row, column);

    /// <summary>The limits of statements of background work.</summary>
    internal Limits Limits { get; init; } = Limits.Usual;

    /// <summary>
    /// The kind of background work, which sets the limit of statements. Null for a request: the connection's own limit,
    /// or that of reads for a GET.
    /// </summary>
    internal Work? Work
    {
        init => Limit = value is { } work ? Limits.Seconds(work) : null;
    }

    /// <summary>PostgreSQL's limit of one statement, in seconds; null for the connection's own limit.</summary>
    internal int? Limit { get; set; }

    /// <summary>
    /// The time limit for commands on <see cref="GetConnection"/>, in seconds; null for the connection's own limit. It
    /// is longer than the server's limit, which cancels the command first.
    /// </summary>
    public int? CommandTimeout => Limit == _ofReads ? null : Limit + Limits.Grace;

    /// <summary>The route or reaction that the session serves; the audit stores it.</summary>
    public string Action { get; set; } = "";

    /// <summary>Begins the transaction and sets the caller's rights for it.</summary>
    internal async Task<GrantedAccess> Enter(CallerClaim claim, CancellationToken ct)
    {
        if (claim.TreeLock == TreeLock.Snapshot)
            Limit ??= _ofReads = Limits.Seconds(Data.Work.Read);
        _connection ??= await source.OpenConnectionAsync(ct);
        _transaction ??= await _connection.BeginTransactionAsync(
            claim.TreeLock == TreeLock.Snapshot ? IsolationLevel.RepeatableRead : IsolationLevel.ReadCommitted,
            ct
        );
        await using NpgsqlCommand command = new(null, _connection, _transaction);
        if (CommandTimeout is { } seconds)
            command.CommandTimeout = seconds;
        var granted = await Run(_ => claim.AskAsync(command, Now, Limit, ct), _connection);
        (Caller, HasLockedTree, Writes) = (
            claim.Resolve(granted),
            false,
            claim.TreeLock is TreeLock.Shared or TreeLock.Moving
        );
        return granted;
    }

    /// <summary>The session holds the exclusive tree lock until the commit: it may move keys.</summary>
    internal bool HasLockedTree { get; private set; }

    /// <summary>
    /// The session may write: it holds the shared tree lock, or is going to move areas. Otherwise it reads one snapshot
    /// without locks.
    /// </summary>
    public bool Writes { get; private set; }

    /// <summary>Takes the lock of those that change or move areas, until the commit. Waits at most 20 s.</summary>
    internal Task TakeTurn(CancellationToken ct) => Execute(Turn, ct);

    /// <summary>
    /// Takes the exclusive tree lock until the commit: no other session writes, and keys may be moved. Fails where
    /// other writers run for longer than about 23 s; nothing has changed then.
    /// </summary>
    public async Task LockTree(CancellationToken ct)
    {
        await Execute("select platform.hold('exclusive')", ct);
        HasLockedTree = true;
    }

    /// <summary>Takes the shared tree lock until the commit, for a session that began without it.</summary>
    internal Task ShareTree(CancellationToken ct) => Execute("select platform.hold('shared')", ct);

    public Task EnterAsSystem(CancellationToken ct) => Enter(CallerClaim.System, ct);

    /// <summary>The first row, or default where there is none.</summary>
    public Task<T?> Find<T>(string sql, object? args, CancellationToken ct) =>
        Ask(c => c.QueryFirstOrDefaultAsync<T>(Command(sql, args, ct)), ct);

    /// <inheritdoc cref="Find{T}(string, object?, CancellationToken)"/>
    public Task<T?> Find<T>(string sql, CancellationToken ct) => Find<T>(sql, null, ct);

    public async Task<IReadOnlyList<T>> Query<T>(string sql, object? args, CancellationToken ct) =>
        (await Ask(c => c.QueryAsync<T>(Command(sql, args, ct)), ct)).AsList();

    public Task<IReadOnlyList<T>> Query<T>(string sql, CancellationToken ct) => Query<T>(sql, null, ct);

    /// <returns>Number of rows changed.</returns>
    public Task<int> Execute(string sql, object? args, CancellationToken ct) =>
        Ask(c => c.ExecuteAsync(Command(sql, args, ct)), ct);

    /// <inheritdoc cref="Execute(string, object?, CancellationToken)"/>
    public Task<int> Execute(string sql, CancellationToken ct) => Execute(sql, null, ct);

    /// <summary>
    /// Sends the statement with the next statement or the commit, in one round trip with other deferred ones.
    /// </summary>
    public void Defer(string sql, object? args = null) => _deferred.Add(sql, args);

    /// <summary>
    /// The connection, for COPY and batches, inside this session's transaction; do not end the transaction.
    /// </summary>
    public Task<NpgsqlConnection> GetConnection(CancellationToken ct)
    {
        _doubtful = true;
        return Connection(ct);
    }

    /// <summary>
    /// Publishes with this transaction: the event is sent after the commit, at least once, in order for its aggregate;
    /// never after a rollback.
    /// </summary>
    public void Publish<T>(T e)
        where T : class, IEvent => Publish(_ => e);

    /// <summary>
    /// As <see cref="Publish{T}(T)"/>, for events with sealed fields: the sealer binds them to this event's id.
    /// </summary>
    public void Publish<T>(Func<EventSealer, T> make)
        where T : class, IEvent => _outbox.Add(make, Now);

    /// <summary>
    /// Sets the reason that the caller gives for this request; the audit stores it as the purpose, instead of the
    /// route.
    /// </summary>
    public void GiveReason(string reason) => Caller = Caller with { Purpose = reason };

    /// <summary>
    /// Records that personal data of these subjects was read or written. The commit writes one audit row for the
    /// session; if that fails, the request fails.
    /// </summary>
    public void RecordAccess(params IEnumerable<Guid> subjects) => _audit.Add(subjects);

    /// <summary>
    /// Runs one step with the rights of the service, such as a duplicate check across areas, then restores the
    /// caller's. Never return data that it read.
    /// </summary>
    public async Task<T> AsSystem<T>(Func<Task<T>> step, CancellationToken ct)
    {
        await Execute("select platform.as_system(true)", ct);
        var result = await step();
        if (Caller.Kind != CallerKind.System)
            await Execute("select platform.as_system(false)", ct);
        return result;
    }

    /// <summary>
    /// Sends deferred statements and events before the commit, for work that publishes more than memory should hold.
    /// </summary>
    public async Task Flush(CancellationToken ct)
    {
        if (!_outbox.IsEmpty)
            Defer(Outbox.Publish, _outbox.Take(Now));
        if (!_deferred.IsEmpty)
            await FlushDeferred(ct);
    }

    /// <summary>Sends the deferred statements, the events and the audit row, and commits.</summary>
    public async Task Commit(CancellationToken ct)
    {
        if (_transaction is null)
            return;
        if (!_audit.IsEmpty)
            Defer(AuditEntry.Insert, _audit.Row(Caller, Action, Now));
        await Flush(ct);
        await _transaction.CommitAsync(ct);
        _doubtful = false;
        await DisposeAsync();
    }

    /// <summary>Rolls back; the session can be entered again.</summary>
    public async Task Rollback()
    {
        if (_transaction is { } t)
        {
            try
            {
                await t.RollbackAsync(CancellationToken.None);
            }
            catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
            { /* the connection is gone, and the transaction with it */
            }
        }
        await DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_transaction is not null)
            await _transaction.DisposeAsync();
        var (connection, doubtful) = (_connection, _doubtful);
        (_transaction, _connection, _doubtful) = (null, null, false);
        // If the server refuses values while the driver prepares their statement, the driver counts it as prepared
        // without its columns and fails on its next result.
        await using (connection)
            if (doubtful && connection is { State: ConnectionState.Open })
                connection.UnprepareAll();
        _outbox.Clear();
        _deferred.Clear();
        _audit.Clear();
    }

    internal CommandDefinition Command(string sql, object? args, CancellationToken ct) =>
        new(sql, args, _transaction, CommandTimeout, cancellationToken: ct);

    /// <summary>
    /// Runs several statements as one; afterwards the state of the driver's prepared statements is known again.
    /// </summary>
    internal async Task<T> Ask<T>(Func<NpgsqlConnection, Task<T>> statement, CancellationToken ct) =>
        await Run(statement, await Connection(ct));

    /// <summary>Marks the driver's prepared statements as doubtful until the statement has succeeded.</summary>
    async Task<T> Run<T>(Func<NpgsqlConnection, Task<T>> statement, NpgsqlConnection connection)
    {
        var before = _doubtful;
        _doubtful = true;
        var answer = await statement(connection);
        _doubtful = before;
        return answer;
    }

    async Task<NpgsqlConnection> Connection(CancellationToken ct)
    {
        if (_connection is null)
            throw new InvalidOperationException("The session has not been entered: no caller, no access.");
        if (!_deferred.IsEmpty)
            await FlushDeferred(ct);
        return _connection;
    }

    async Task FlushDeferred(CancellationToken ct)
    {
        await using var batch = _deferred.Take(_connection!, _transaction, CommandTimeout);
        await Run(_ => batch.ExecuteNonQueryAsync(ct), _connection!);
    }
}

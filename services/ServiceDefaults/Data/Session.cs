using System.Data;
using Contracts;
using Dapper;
using Npgsql;
using ServiceDefaults.Sealing;

namespace ServiceDefaults.Data;

/// <summary>
/// The only way to the database: one connection, one transaction, one caller, one outbox. Nothing is visible or
/// published until <see cref="CommitAsync"/>; a session that is disposed without it leaves no trace. Not for use by two
/// threads at once.
/// </summary>
public sealed class Session(NpgsqlDataSource source, TimeProvider clock, Sealer sealer) : IAsyncDisposable
{
    /// <summary>Who has the turn is waited for 20 s, not for as long as a statement may take.</summary>
    const string TakeTurn = """
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

    /// <summary>The time this session acts at.</summary>
    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>The date in China, where every date of the registers belongs.</summary>
    public DateOnly Today => ChinaDay.Of(Now);
    public Sealer Sealer => sealer;
    internal UnopenedValues Unopened { get; } = new();

    /// <summary>
    /// A sealed value for an answer; null where there is none, or where it does not open: it is then logged, counted,
    /// and named in the answer (<see cref="UnopenedValues"/>). Work that needs the value opens it by
    /// <see cref="Sealer.Open"/>, which throws.
    /// </summary>
    public string? Show(byte[]? cipher, string table, Guid row, string column) =>
        Unopened.Open(sealer, cipher, table, row, column);

    /// <summary>How long its statements may take where it works in the background.</summary>
    public Limits Limits { get; init; } = Limits.Usual;

    /// <summary>
    /// What it works on in the background; null for a request, whose statements have the connection's own limit, or
    /// that of reads where it only reads.
    /// </summary>
    internal Work? Work
    {
        init => Limit = value is { } work ? Limits.Seconds(work) : null;
    }

    /// <summary>
    /// How long PostgreSQL lets one of its statements take, in seconds; null for as long as the connection does.
    /// </summary>
    internal int? Limit { get; set; }

    /// <summary>
    /// For commands of the caller's own on <see cref="GetConnection"/>: how long they may take, in seconds; null for the
    /// connection's own limit. It is beyond the server's, which ends them first.
    /// </summary>
    public int? CommandTimeout => Limit == _ofReads ? null : Limit + Limits.Grace;

    /// <summary>The route or reaction this session serves, as it goes into the audit.</summary>
    public string Action { get; set; } = "";

    /// <summary>Begins the transaction and sets, for it alone, what the caller may see.</summary>
    internal async Task<GrantedAccess> EnterAsync(CallerClaim claim, CancellationToken ct)
    {
        if (claim.TreeLock == TreeLock.Snapshot)
            Limit ??= _ofReads = Limits.Seconds(Data.Work.Read);
        _connection ??= await source.OpenConnectionAsync(ct);
        _transaction ??= await _connection.BeginTransactionAsync(
            claim.TreeLock == TreeLock.Snapshot ? IsolationLevel.RepeatableRead : IsolationLevel.ReadCommitted,
            ct
        );
        var granted = await RunAsync(
            c => c.QuerySingleAsync<GrantedAccess>(Command(CallerClaim.Sql, claim.Arguments(Now, Limit), ct)),
            _connection
        );
        (Caller, IsAlone, Writes) = (
            claim.Resolve(granted),
            false,
            claim.TreeLock is TreeLock.Shared or TreeLock.Moving
        );
        return granted;
    }

    /// <summary>Nobody else writes until the commit: keys may be moved.</summary>
    internal bool IsAlone { get; private set; }

    /// <summary>
    /// It holds the tree of areas, or is going to move areas: it may change something. Where it does not, it reads at
    /// one moment and locks nothing.
    /// </summary>
    public bool Writes { get; private set; }

    /// <summary>Waits until nobody else changes or moves areas; nobody does until the commit.</summary>
    internal Task TakeTurnAsync(CancellationToken ct) => Execute(TakeTurn, ct: ct);

    /// <summary>
    /// Waits until nobody else writes, and keeps new writers waiting until the commit: keys may be moved. Where others
    /// write for longer than some 23 s, it fails, and nothing has changed.
    /// </summary>
    public async Task TakeAloneAsync(CancellationToken ct)
    {
        await Execute("select platform.hold('exclusive')", ct: ct);
        IsAlone = true;
    }

    /// <summary>
    /// Holds the tree of areas as it is from now until the commit, for a session that did not from its beginning.
    /// </summary>
    internal Task LockTreeAsync(CancellationToken ct) => Execute("select platform.hold('shared')", ct: ct);

    public Task EnterAsSystemAsync(CancellationToken ct) => EnterAsync(CallerClaim.System, ct);

    /// <summary>The first row, or default where there is none.</summary>
    public Task<T?> Find<T>(string sql, object? args = null, CancellationToken ct = default) =>
        Ask(c => c.QueryFirstOrDefaultAsync<T>(Command(sql, args, ct)), ct);

    public async Task<IReadOnlyList<T>> Query<T>(string sql, object? args = null, CancellationToken ct = default) =>
        (await Ask(c => c.QueryAsync<T>(Command(sql, args, ct)), ct)).AsList();

    /// <returns>How many rows the statement touched.</returns>
    public Task<int> Execute(string sql, object? args = null, CancellationToken ct = default) =>
        Ask(c => c.ExecuteAsync(Command(sql, args, ct)), ct);

    /// <summary>
    /// Sends the statement with the commit, in one round trip with its like. Parameters are positional ($1, $2, ...).
    /// </summary>
    public void Defer(string sql, params object?[] args) => _deferred.Add(sql, args);

    /// <summary>For COPY and batches; it is inside this session's transaction, which the caller must not end.</summary>
    public Task<NpgsqlConnection> GetConnection(CancellationToken ct)
    {
        _doubtful = true;
        return ConnectionAsync(ct);
    }

    /// <summary>
    /// Publishes with this transaction: sent after the commit, in order for its aggregate, at least once; never if it
    /// rolls back.
    /// </summary>
    public void Publish<T>(T e)
        where T : class, IEvent => Publish(_ => e);

    /// <summary>
    /// As <see cref="Publish{T}(T)"/>, for events with sealed fields: the sealer binds them to this event's id.
    /// </summary>
    public void Publish<T>(Func<EventSealer, T> make)
        where T : class, IEvent => _outbox.Add(make, Now);

    /// <summary>
    /// The reason the caller gives for this one request, as the audit keeps it in place of the route.
    /// </summary>
    public void GiveReason(string reason) => Caller = Caller with { Purpose = reason };

    /// <summary>
    /// Notes that personal data of these subjects was read or written; one audit row a request, or the request fails.
    /// </summary>
    public void RecordAccess(params IEnumerable<Guid> subjects) => _audit.Add(subjects);

    /// <summary>
    /// Runs one step with the service's own sight (a duplicate check across areas, say), then puts the caller's back.
    /// Never return what it saw.
    /// </summary>
    public async Task<T> AsSystem<T>(Func<Task<T>> step, CancellationToken ct = default)
    {
        await Execute("select platform.as_system(true)", null, ct);
        var result = await step();
        if (Caller.Kind != CallerKind.System)
            await Execute("select platform.as_system(false)", null, ct);
        return result;
    }

    /// <summary>
    /// Sends what was deferred and published so far ahead of the commit, for work that publishes more than memory
    /// should hold.
    /// </summary>
    public async Task FlushAsync(CancellationToken ct)
    {
        if (!_outbox.IsEmpty)
            Defer(Outbox.Publish, _outbox.Take(Now));
        if (!_deferred.IsEmpty)
            await FlushDeferredAsync(ct);
    }

    /// <summary>Sends what was deferred, the events and the audit row, and commits all of it at once.</summary>
    public async Task CommitAsync(CancellationToken ct = default)
    {
        if (_transaction is null)
            return;
        if (!_audit.IsEmpty)
            Defer(AuditEntry.Insert, _audit.Row(Caller, Action, Now));
        await FlushAsync(ct);
        await _transaction.CommitAsync(ct);
        _doubtful = false;
        await DisposeAsync();
    }

    /// <summary>Undoes everything; the session can be entered again.</summary>
    public async Task RollbackAsync()
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
        // Where values are refused while the driver prepares their statement, it takes it for prepared without having
        // heard of its columns, and stumbles over its next answer.
        await using (connection)
            if (doubtful && connection is { State: ConnectionState.Open })
                connection.UnprepareAll();
        _outbox.Clear();
        _deferred.Clear();
        _audit.Clear();
    }

    internal CommandDefinition Command(string sql, object? args, CancellationToken ct) =>
        new(sql, args, _transaction, CommandTimeout, cancellationToken: ct);

    /// <summary>For statements that go together; each connection's doubt ends with their last answer.</summary>
    internal async Task<T> Ask<T>(Func<NpgsqlConnection, Task<T>> statement, CancellationToken ct) =>
        await RunAsync(statement, await ConnectionAsync(ct));

    /// <summary>The connection is in doubt from here on, unless the statement is answered.</summary>
    async Task<T> RunAsync<T>(Func<NpgsqlConnection, Task<T>> statement, NpgsqlConnection connection)
    {
        var before = _doubtful;
        _doubtful = true;
        var answer = await statement(connection);
        _doubtful = before;
        return answer;
    }

    async Task<NpgsqlConnection> ConnectionAsync(CancellationToken ct)
    {
        if (_connection is null)
            throw new InvalidOperationException("The session has not been entered: no caller, no access.");
        if (!_deferred.IsEmpty)
            await FlushDeferredAsync(ct);
        return _connection;
    }

    async Task FlushDeferredAsync(CancellationToken ct)
    {
        await using var batch = _deferred.Take(_connection!, _transaction, CommandTimeout);
        await RunAsync(_ => batch.ExecuteNonQueryAsync(ct), _connection!);
    }
}

using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ServiceDefaults;
using ServiceDefaults.Auth;
using ServiceDefaults.Data;
using ServiceDefaults.Messaging;
using ServiceDefaults.Sealing;

namespace Testing;

/// <summary>Parts and settings of a service under test.</summary>
/// <param name="Subscriptions">Also gives the name and the assembly of the service.</param>
public sealed record ServiceSetup(EventSubscriptions Subscriptions, Action<RouteGroupBuilder> Routes)
{
    /// <summary>Changes the builder before the application is built.</summary>
    public Action<WebApplicationBuilder>? Configure { get; init; }
    public string Environment { get; init; } = "Development";

    /// <summary>Overrides of the default settings; null removes one.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>();

    /// <summary>True to mark the histories of the followed streams as loaded.</summary>
    public bool Loaded { get; init; } = true;
}

/// <summary>A service in this process on a free port, with a real database and broker.</summary>
public sealed class TestService : IAsyncDisposable
{
    /// <summary>Auth:DevelopmentKey of every service under test.</summary>
    public static readonly string DevelopmentKey = RandomKey();
    static readonly string TransportKey = RandomKey(),
        SealingKey = RandomKey(),
        IndexKey = RandomKey(),
        SignInKey = RandomKey();
    readonly HttpClient _http;
    int _disposed;

    TestService(WebApplication app, TestDatabase database, FakeClock clock, ConcurrentQueue<string> log)
    {
        (App, Database, Clock, Log) = (app, database, clock, log);
        var address = app
            .Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!
            .Addresses.First();
        _http = new HttpClient(
            new SocketsHttpHandler
            {
                UseProxy = false,
                AllowAutoRedirect = false,
                AutomaticDecompression = DecompressionMethods.None,
            }
        )
        {
            BaseAddress = new(address),
        };
        Others = new OtherServices(app.Configuration, app.Services.GetRequiredService<Sealer>());
    }

    public WebApplication App { get; }
    public IServiceProvider Services => App.Services;
    public TestDatabase Database { get; }
    public FakeClock Clock { get; }
    public OtherServices Others { get; }
    public Sealer Sealer => Services.GetRequiredService<Sealer>();

    /// <summary>Logged warnings and errors.</summary>
    public ConcurrentQueue<string> Log { get; }

    public static string RandomKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    /// <summary>Starts a service and waits until it is ready and its queues are bound.</summary>
    /// <param name="setup">Parts and settings of the service.</param>
    /// <param name="database">Migrated database; replicas may share it.</param>
    /// <param name="broker">amqp address with the virtual host.</param>
    /// <param name="clock">Clock; replicas may share it. Null makes a new one.</param>
    public static async Task<TestService> StartAsync(
        ServiceSetup setup,
        TestDatabase database,
        Uri broker,
        FakeClock? clock = null
    )
    {
        clock ??= new FakeClock();
        if (setup.Loaded)
            await database.Execute(
                """
                insert into platform.subscriptions (stream, request_id, requested_at, loaded_at)
                select unnest(@streams), gen_random_uuid(), now(), now()
                on conflict do nothing
                """,
                new
                {
                    streams = setup
                        .Subscriptions.Streams.Keys.Where(s => !s.StartsWith("platform.", StringComparison.Ordinal))
                        .ToArray(),
                }
            );
        var log = new ConcurrentQueue<string>();
        var app = Builder(setup, database.AppText, broker, clock, log).BuildPlatform(setup.Routes);
        await app.StartAsync();
        var service = new TestService(app, database, clock, log);
        await service.ReadyAsync(setup.Loaded);
        return service;
    }

    /// <summary>A builder of the service with its settings, for a start or a verb.</summary>
    public static WebApplicationBuilder Builder(
        ServiceSetup setup,
        string database,
        Uri broker,
        FakeClock clock,
        ConcurrentQueue<string> log
    )
    {
        var builder = ServiceHost.CreateBuilder(["--environment=" + setup.Environment, "--urls=http://127.0.0.1:0"]);
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["urls"] = "http://127.0.0.1:0",
                ["AllowedHosts"] = "*",
                ["ConnectionStrings:App"] = database,
                ["ConnectionStrings:Broker"] = broker.ToString(),
                ["Auth:DevelopmentKey"] = DevelopmentKey,
                ["Sealing:Current"] = "k1",
                ["Sealing:Keys:k1"] = SealingKey,
                ["Sealing:IndexKey"] = IndexKey,
                ["SignIn:Key"] = SignInKey,
                ["Sealing:Transport:Current"] = "t1",
                ["Sealing:Transport:Keys:t1"] = TransportKey,
            }
        );
        builder.Configuration.AddInMemoryCollection(setup.Settings);
        builder.Logging.ClearProviders().AddProvider(new LogKeeper(log));
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.AddPlatform(setup.Subscriptions);
        // Tests of all routes read the parameters of the handlers.
        builder.Services.AddEndpointsApiExplorer();
        setup.Configure?.Invoke(builder);
        return builder;
    }

    /// <summary>A client that acts as this subject; null for a client without a token.</summary>
    public Client As(Guid? subject) => new(_http, DevelopmentKey, subject);

    /// <summary>A client that acts as a new person without grants.</summary>
    public Client AsSomebody() => As(Guid.CreateVersion7());

    public Client AsNobody() => As(null);

    /// <summary>Sends a request as the gateway does for its own work.</summary>
    public Task<Answer> AsGateway(HttpMethod method, string path, object? body = null) =>
        AsNobody().Send(method, path, body, (GatewayKey.Header, Services.GetRequiredService<GatewayKey>().Text));

    /// <summary>Connection for tests that make their own <see cref="Client"/>.</summary>
    public HttpClient Http => _http;

    /// <summary>Inserts a grant as if its event had been applied, and returns a client of its holder.</summary>
    public async Task<Client> Holder(
        string role,
        string? scopeKey = null,
        Guid? organization = null,
        Guid? resource = null,
        Guid? subject = null
    )
    {
        var id = subject ?? Guid.CreateVersion7();
        await Grant(id, role, scopeKey, organization, resource);
        return As(id);
    }

    /// <summary>Inserts a grant as if its event had been applied.</summary>
    /// <returns>Id of the grant.</returns>
    public async Task<Guid> Grant(
        Guid subject,
        string role,
        string? scopeKey = null,
        Guid? organization = null,
        Guid? resource = null,
        DateTimeOffset? from = null,
        DateTimeOffset? to = null
    )
    {
        var id = Guid.CreateVersion7();
        await Database.Execute(
            """
            insert into platform.grants (
                id, subject_id, role, scope_key, organization_id, resource_id, valid_from, valid_to
            )
            values (@id, @subject, @role, @scopeKey, @organization, @resource, @from, @to)
            """,
            new
            {
                id,
                subject,
                role,
                scopeKey,
                organization,
                resource,
                from = from ?? Clock.GetUtcNow().AddDays(-1),
                to,
            }
        );
        return id;
    }

    /// <summary>Publishes as another service and waits until this one has applied it.</summary>
    public async Task<Sent> Deliver<T>(T e)
        where T : class, IEvent => await AppliedAsync(await Others.PublishAsync(e));

    /// <summary>As <see cref="Deliver{T}(T)"/>, for events with sealed fields.</summary>
    public async Task<Sent> Deliver<T>(Func<EventSealer, T> make)
        where T : class, IEvent => await AppliedAsync(await Others.PublishAsync(make));

    /// <summary>
    /// Publishes events in parts and waits until this service has applied each part, so that events of other callers
    /// can come between.
    /// </summary>
    /// <exception cref="InvalidOperationException">One was parked.</exception>
    public async Task DeliverAll<T>(IEnumerable<T> events)
        where T : class, IEvent
    {
        foreach (var part in events.Chunk(4_000))
        {
            var ids = await Others.PublishAllAsync(part);
            await Eventually.True(
                async () =>
                {
                    if (
                        await Database.Find<string>(
                            """
                            select error
                            from platform.waiting
                            where event_id = any (@ids) and parked_at is not null
                            limit 1
                            """,
                            new { ids }
                        ) is
                        { } error
                    )
                        throw new InvalidOperationException($"An event was parked: {error}. {string.Join("; ", Log)}");
                    return await Database.Find<long>(
                            "select count(*) from platform.inbox where event_id = any (@ids)",
                            new { ids }
                        ) == ids.Length;
                },
                $"{ids.Length} events applied"
            );
        }
    }

    /// <summary>Waits until the service has applied the event.</summary>
    /// <exception cref="InvalidOperationException">The event was parked.</exception>
    public async Task<Sent> AppliedAsync(Sent sent)
    {
        await Eventually.True(
            async () =>
            {
                if (
                    await Database.Find<string>(
                        "select error from platform.waiting where event_id = @EventId and parked_at is not null",
                        sent
                    ) is
                    { } error
                )
                    throw new InvalidOperationException($"The event was parked: {error}. {string.Join("; ", Log)}");
                return await Database.Find<long>(
                        "select seq from platform.streams where aggregate_id = @AggregateId",
                        sent
                    ) >= sent.Sequence;
            },
            $"event {sent.EventId} applied"
        );
        return sent;
    }

    /// <summary>Published events of one type, oldest first.</summary>
    public async Task<IReadOnlyList<T>> Published<T>()
        where T : class, IEvent =>
        [
            .. (
                await Database.Query<string>(
                    "select body from platform.events where type = @type order by position",
                    new { type = typeof(T).FullName }
                )
            ).Select(b => JsonSerializer.Deserialize<T>(b, Wire.Json)!),
        ];

    /// <summary>A session of the service without a caller; the test commits it.</summary>
    public Task<Session> SystemSession() => Services.GetRequiredService<SessionFactory>().SystemAsync("test", default);

    /// <summary>Waits until all committed events are sent and all received ones are applied.</summary>
    public Task OutboxEmpty() =>
        Eventually.True(
            async () => await Database.Find<long>("select count(*) from platform.outbox") == 0,
            "outbox empty"
        );

    async Task ReadyAsync(bool loaded)
    {
        if (loaded)
            await Eventually.Of(() => AsNobody().Get("/health/ready"), a => a.Status == 200, "ready");
        await Eventually.True(() => Task.FromResult(Services.GetRequiredService<Broker>().Consuming), "queues bound");
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
            return;
        await Others.DisposeAsync();
        _http.Dispose();
        await App.StopAsync();
        await App.DisposeAsync();
    }

    sealed class LogKeeper(ConcurrentQueue<string> lines) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => new Keep(lines, categoryName);

        public void Dispose() { }

        sealed class Keep(ConcurrentQueue<string> lines, string category) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

            public void Log<TState>(
                LogLevel logLevel,
                EventId eventId,
                TState state,
                Exception? exception,
                Func<TState, Exception?, string> formatter
            )
            {
                if (IsEnabled(logLevel))
                    lines.Enqueue($"{logLevel} {category}: {formatter(state, exception)} {exception?.Message}");
            }
        }
    }
}

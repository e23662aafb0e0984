using System.Collections.Concurrent;
using System.Reflection;
using Dapper;
using Npgsql;
using ServiceDefaults.Data;

namespace Testing;

/// <summary>
/// A fresh database, migrated for one service, with an owner and an app role as in production. It is copied from a
/// template that each process migrates once for each assembly, and dropped at the end.
/// </summary>
public sealed class TestDatabase : IAsyncDisposable
{
    static readonly ConcurrentDictionary<Assembly, Lazy<Task<Template>>> Templates = new();
    static readonly SemaphoreSlim Copying = new(1);
    readonly Template _template;
    readonly List<string> _kept = [];

    TestDatabase(Template template, string name)
    {
        (_template, Name) = (template, name);
        var connection = template.Server.ConnectionString;
        OwnerText = new NpgsqlConnectionStringBuilder(connection)
        {
            Database = name,
            Username = template.Owner,
            Password = template.Password,
            MaxPoolSize = 10,
        }.ConnectionString;
        AppText = new NpgsqlConnectionStringBuilder(connection)
        {
            Database = name,
            Username = template.App,
            Password = template.Password,
            MaxPoolSize = 20,
        }.ConnectionString;
        AdminText = new NpgsqlConnectionStringBuilder(connection) { Database = name, MaxPoolSize = 5 }.ConnectionString;
        Owner = NpgsqlDataSource.Create(OwnerText);
        App = NpgsqlDataSource.Create(AppText);
        Admin = NpgsqlDataSource.Create(AdminText);
    }

    public string Name { get; }
    public string AppUser => _template.App;
    public string AppText { get; }
    public string OwnerText { get; }
    public string AdminText { get; }

    /// <summary>As the role that owns the tables; row policies are forced on it too.</summary>
    public NpgsqlDataSource Owner { get; }

    /// <summary>As the role the service runs as, without a caller: policies let it see nothing.</summary>
    public NpgsqlDataSource App { get; }

    /// <summary>As the server's administrator, who sees every row.</summary>
    public NpgsqlDataSource Admin { get; }

    /// <summary>Creates a database with the migrations of a service.</summary>
    public static async Task<TestDatabase> CreateAsync(Assembly service)
    {
        var template = await Templates.GetOrAdd(service, s => new(() => Task.Run(() => MakeTemplateAsync(s)))).Value;
        return await CopyAsync(template, template.Name);
    }

    /// <summary>
    /// As <see cref="CreateAsync(Assembly)"/>, on a server of the test's own, which takes it along when it goes.
    /// </summary>
    public static async Task<TestDatabase> CreateAsync(Assembly service, NpgsqlConnectionStringBuilder server)
    {
        var database = await CopyAsync(await MakeRolesAsync(server), "template0");
        await Migrator.MigrateAsync(database.Owner, database.AppUser, service);
        return database;
    }

    /// <summary>
    /// Keeps a copy of it as it is now. Whoever is connected is thrown out, so services are stopped before.
    /// </summary>
    /// <returns>The copy's name; <see cref="RestoreAsync"/> takes it back and uses it up.</returns>
    public async Task<string> KeepAsync()
    {
        var copy = Unique("kept");
        await ForgetConnectionsAsync();
        await Copying.WaitAsync();
        try
        {
            await AsAdminAsync(_template.Server, $"create database {copy} owner {_template.Owner} template {Name}");
        }
        finally
        {
            Copying.Release();
        }
        _kept.Add(copy);
        return copy;
    }

    /// <summary>Brings it back to the moment of the copy.</summary>
    public async Task RestoreAsync(string copy)
    {
        await ForgetConnectionsAsync();
        await AsAdminAsync(
            _template.Server,
            $"drop database {Name} with (force)",
            $"alter database {copy} rename to {Name}"
        );
        _kept.Remove(copy);
    }

    /// <summary>
    /// Ends every connection to it, pooled ones too: before it is copied, and after its server came back.
    /// </summary>
    public async Task ForgetConnectionsAsync()
    {
        foreach (var source in new[] { Owner, App, Admin })
            source.Clear();
        await AsAdminAsync(
            _template.Server,
            $"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{Name}'"
        );
    }

    /// <summary>Creates a database without any table, for tests of migrating.</summary>
    public static async Task<TestDatabase> CreateEmptyAsync() =>
        await CopyAsync(await MakeRolesAsync(await ServerAsync()), "template0");

    /// <summary>The first row of a query, with the eyes of the administrator.</summary>
    public async Task<T?> Find<T>(string sql, object? args = null)
    {
        Database.MapTypes();
        await using var connection = await Admin.OpenConnectionAsync();
        return await connection.QueryFirstOrDefaultAsync<T>(sql, args);
    }

    public async Task<IReadOnlyList<T>> Query<T>(string sql, object? args = null)
    {
        Database.MapTypes();
        await using var connection = await Admin.OpenConnectionAsync();
        return (await connection.QueryAsync<T>(sql, args)).AsList();
    }

    public async Task<int> Execute(string sql, object? args = null)
    {
        Database.MapTypes();
        await using var connection = await Admin.OpenConnectionAsync();
        return await connection.ExecuteAsync(sql, args);
    }

    public async ValueTask DisposeAsync()
    {
        await Owner.DisposeAsync();
        await App.DisposeAsync();
        await Admin.DisposeAsync();
        await AsAdminAsync(
            _template.Server,
            [.. _kept.Prepend(Name).Select(n => $"drop database if exists {n} with (force)")]
        );
        if (_template.Name.Length == 0)
            await AsAdminAsync(_template.Server, $"drop role if exists {_template.App}, {_template.Owner}");
    }

    static async Task<TestDatabase> CopyAsync(Template template, string source)
    {
        var name = Unique("test");
        await Copying.WaitAsync();
        try
        {
            await AsAdminAsync(
                template.Server,
                $"create database {name} owner {template.Owner} template {source} strategy file_copy "
                    + "encoding 'UTF8' locale 'C.UTF-8'"
            );
        }
        finally
        {
            Copying.Release();
        }
        return new(template, name);
    }

    static async Task<Template> MakeTemplateAsync(Assembly service)
    {
        var template = await MakeRolesAsync(await ServerAsync()) with { Name = Unique("template") };
        await AsAdminAsync(
            template.Server,
            $"create database {template.Name} owner {template.Owner} template template0 encoding 'UTF8' "
                + "locale 'C.UTF-8'"
        );
        var settings = new NpgsqlConnectionStringBuilder(template.Server.ConnectionString)
        {
            Database = template.Name,
            Username = template.Owner,
            Password = template.Password,
            Pooling = false,
        };
        await using (var owner = NpgsqlDataSource.Create(settings.ConnectionString))
            await Migrator.MigrateAsync(owner, template.App, service);
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
            AsAdminAsync(
                    template.Server,
                    $"drop database if exists {template.Name} with (force)",
                    $"drop role if exists {template.App}, {template.Owner}"
                )
                .GetAwaiter()
                .GetResult();
        return template;
    }

    static async Task<Template> MakeRolesAsync(NpgsqlConnectionStringBuilder server)
    {
        var template = new Template(server, "", Unique("owner"), Unique("app"), Guid.NewGuid().ToString("N"));
        await AsAdminAsync(
            server,
            $"create role {template.Owner} login password '{template.Password}'",
            $"create role {template.App} login password '{template.Password}'"
        );
        return template;
    }

    static async Task AsAdminAsync(NpgsqlConnectionStringBuilder server, params string[] statements)
    {
        await using var admin = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(server.ConnectionString) { Pooling = false }.ConnectionString
        );
        await admin.OpenAsync();
        foreach (var statement in statements)
            await admin.ExecuteAsync(statement);
    }

    static async Task<NpgsqlConnectionStringBuilder> ServerAsync() => (await TestServers.GetAsync()).Postgres;

    static string Unique(string kind) => $"{kind}_{Guid.NewGuid():N}"[..24];

    sealed record Template(
        NpgsqlConnectionStringBuilder Server,
        string Name,
        string Owner,
        string App,
        string Password
    );
}

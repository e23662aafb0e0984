using System.Collections.Concurrent;
using System.Reflection;
using Dapper;
using Npgsql;
using ServiceDefaults.Data;

namespace Testing;

/// <summary>
/// A new database, migrated for one service, with an owner and an app role as in production. It is a copy of a template
/// that each process migrates once for each assembly, and is dropped at the end.
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

    /// <summary>Connects as the owner of the tables; row policies apply to it as well.</summary>
    public NpgsqlDataSource Owner { get; }

    /// <summary>Connects as the role of the service, without a caller: row policies hide all rows.</summary>
    public NpgsqlDataSource App { get; }

    /// <summary>Connects as the administrator of the server, who sees every row.</summary>
    public NpgsqlDataSource Admin { get; }

    /// <summary>Creates a database with the migrations of a service.</summary>
    public static async Task<TestDatabase> CreateAsync(Assembly service)
    {
        var template = await Templates.GetOrAdd(service, s => new(() => Task.Run(() => MakeTemplateAsync(s)))).Value;
        return await CopyAsync(template, template.Name);
    }

    /// <summary>
    /// As <see cref="CreateAsync(Assembly)"/>, on this server and without a template. The test deletes the server.
    /// </summary>
    public static async Task<TestDatabase> CreateAsync(Assembly service, NpgsqlConnectionStringBuilder server)
    {
        var database = await CopyAsync(await MakeRolesAsync(server), "template0");
        await Migrator.MigrateAsync(database.Owner, database.AppUser, service);
        return database;
    }

    /// <summary>Copies the database. This closes all connections, so stop the services before.</summary>
    /// <returns>Name of the copy for <see cref="RestoreAsync"/>, which works once.</returns>
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

    /// <summary>Replaces the database by the copy.</summary>
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
    /// Closes every connection, including pooled ones: before a copy, and after a restart of the server.
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

    /// <summary>Creates a database without tables, for tests of migrations.</summary>
    public static async Task<TestDatabase> CreateEmptyAsync() =>
        await CopyAsync(await MakeRolesAsync(await ServerAsync()), "template0");

    /// <summary>The first row of a query, run as administrator.</summary>
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

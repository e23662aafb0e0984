using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Npgsql;
using ServiceDefaults.Auth;
using ServiceDefaults.Data;

namespace Benchmarks;

/// <summary>
/// A database and a virtual host for one bench, on the servers of PLATFORM_TEST_POSTGRES and PLATFORM_TEST_RABBITMQ.
/// </summary>
sealed class BenchEnvironment
{
    static readonly string Password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    public required string Owner { get; init; }
    public required string App { get; init; }
    public required string Broker { get; init; }

    /// <summary>Settings of a service on this database and virtual host.</summary>
    public Dictionary<string, string?> Settings =>
        new()
        {
            ["ConnectionStrings:Owner"] = Owner,
            ["ConnectionStrings:App"] = App,
            ["ConnectionStrings:Broker"] = Broker,
            ["Auth:DevelopmentKey"] = Key,
            ["Sealing:Current"] = "k1",
            ["Sealing:Keys:k1"] = Key,
            ["Sealing:IndexKey"] = Key,
            ["Sealing:Transport:Current"] = "t1",
            ["Sealing:Transport:Keys:t1"] = Key,
        };

    public static readonly string Key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    public IConfiguration Configuration => new ConfigurationBuilder().AddInMemoryCollection(Settings).Build();

    /// <summary>Creates a database with the tables of ServiceDefaults, and a virtual host.</summary>
    public static async Task<BenchEnvironment> MakeAsync(string name)
    {
        var environment = await EmptyAsync(name, await HostAsync(name));
        await using var owner = Database.Open(environment.Configuration, "Owner");
        await Migrator.MigrateAsync(
            owner,
            new NpgsqlConnectionStringBuilder(environment.App).Username!,
            typeof(Migrator).Assembly
        );
        return environment;
    }

    /// <summary>Creates an empty database for a service to migrate.</summary>
    public static async Task<BenchEnvironment> EmptyAsync(string name, string broker) =>
        new()
        {
            Owner = await DatabaseAsync(name, "owner"),
            App = await DatabaseAsync(name, "app"),
            Broker = broker,
        };

    /// <summary>Creates the role, and for the owner also the database, replacing an old one.</summary>
    /// <returns>Connection string of the role.</returns>
    static async Task<string> DatabaseAsync(string name, string part)
    {
        var (database, role) = ("bench_" + name, $"bench_{name}_{part}");
        await using var connection = new NpgsqlConnection(Admin().ConnectionString);
        await connection.OpenAsync();
        async Task Run(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync();
        }
        await Run(
            $"""
            do $$ begin if not exists (select from pg_roles where rolname = '{role}') then create role {role}; end if; end $$
            """
        );
        await Run($"alter role {role} login password '{Password}'");
        if (part == "owner")
        {
            await Run($"drop database if exists {database} with (force)");
            await Run($"create database {database} owner {role} template template0 encoding 'UTF8' locale 'C.UTF-8'");
        }
        return new NpgsqlConnectionStringBuilder(Admin().ConnectionString)
        {
            Database = database,
            Username = role,
            Password = Password,
            Pooling = true,
        }.ConnectionString;
    }

    /// <summary>Creates the virtual host, replacing an old one.</summary>
    public static async Task<string> HostAsync(string name)
    {
        var (amqp, http) = (
            new Uri(Setting("PLATFORM_TEST_RABBITMQ")),
            new Uri(Setting("PLATFORM_TEST_RABBITMQ_HTTP"))
        );
        var user = Uri.UnescapeDataString(http.UserInfo.Split(':')[0]);
        using var client = new HttpClient
        {
            BaseAddress = new Uri(http.GetLeftPart(UriPartial.Scheme) + http.Authority),
        };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic",
            Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(http.UserInfo)))
        );
        (await client.DeleteAsync($"/api/vhosts/bench-{name}")).Dispose();
        using var made = await client.PutAsJsonAsync($"/api/vhosts/bench-{name}", new { });
        made.EnsureSuccessStatusCode();
        using var allowed = await client.PutAsJsonAsync(
            $"/api/permissions/bench-{name}/{user}",
            new
            {
                configure = ".*",
                write = ".*",
                read = ".*",
            }
        );
        allowed.EnsureSuccessStatusCode();
        return new UriBuilder(amqp) { Path = $"/bench-{name}" }
            .Uri
            .AbsoluteUri;
    }

    /// <summary>A client of one program, without the machine's proxy.</summary>
    /// <param name="subject">The person whose token it sends; null for none.</param>
    /// <param name="key">Auth:DevelopmentKey of the program.</param>
    public static HttpClient ClientOf(Uri address, Guid? subject, string key)
    {
        HttpClient client = new(new SocketsHttpHandler { UseProxy = false })
        {
            BaseAddress = address,
            Timeout = TimeSpan.FromMinutes(2),
        };
        if (subject is { } person)
            client.DefaultRequestHeaders.Authorization = new(
                "Bearer",
                Tokens.IssueDevelopmentToken(key, person, TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(1))
            );
        return client;
    }

    public static string Setting(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value
            ? value
            : throw new InvalidOperationException($"{name} is not set; ./platform bench sets it.");

    static NpgsqlConnectionStringBuilder Admin()
    {
        var url = new Uri(Setting("PLATFORM_TEST_POSTGRES"));
        var user = url.UserInfo.Split(':', 2);
        return new()
        {
            Host = url.Host,
            Port = url.Port,
            Username = Uri.UnescapeDataString(user[0]),
            Password = Uri.UnescapeDataString(user[1]),
            Database = url.AbsolutePath[1..],
            Pooling = false,
        };
    }
}

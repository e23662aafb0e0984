using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Testing;

/// <summary>A new virtual host on the test broker, deleted at the end.</summary>
public sealed class TestBroker : IAsyncDisposable
{
    readonly HttpClient _management;

    TestBroker(HttpClient management, string name, Uri address) =>
        (_management, Name, Address) = (management, name, address);

    public string Name { get; }

    /// <summary>amqp://user:password@host:port/vhost</summary>
    public Uri Address { get; }

    public static async Task<TestBroker> CreateAsync()
    {
        var servers = await TestServers.GetAsync();
        var http = servers.RabbitMqHttp;
        var user = http.UserInfo.Split(':', 2);
        var management = new HttpClient(new SocketsHttpHandler { UseProxy = false })
        {
            BaseAddress = new UriBuilder(http.Scheme, http.Host, http.Port, "/api/").Uri,
        };
        management.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic",
            Convert.ToBase64String(
                Encoding.UTF8.GetBytes($"{Uri.UnescapeDataString(user[0])}:{Uri.UnescapeDataString(user[1])}")
            )
        );
        var name = $"test-{Guid.NewGuid():N}";
        var broker = new TestBroker(management, name, new UriBuilder(servers.RabbitMq) { Path = "/" + name }.Uri);
        await broker.MakeAsync();
        return broker;
    }

    /// <summary>
    /// Simulates a broker that has lost its disk: closes every connection and deletes all queues, exchanges and
    /// bindings.
    /// </summary>
    public async Task EmptyAsync()
    {
        (await _management.DeleteAsync($"vhosts/{Name}")).EnsureSuccessStatusCode();
        await MakeAsync();
    }

    /// <summary>Deletes every queue and exchange while the connections stay open.</summary>
    public async Task DeleteAllAsync()
    {
        foreach (var kind in new[] { "queues", "exchanges" })
        foreach (var one in (await _management.GetFromJsonAsync<JsonElement>($"{kind}/{Name}")).EnumerateArray())
            if (
                one.GetProperty("name").GetString() is { Length: > 0 } name
                && !name.StartsWith("amq.", StringComparison.Ordinal)
            )
                (
                    await _management.DeleteAsync($"{kind}/{Name}/{Uri.EscapeDataString(name)}")
                ).EnsureSuccessStatusCode();
    }

    /// <summary>Deletes one queue while the connections stay open.</summary>
    public async Task DeleteAsync(string queue) =>
        (await _management.DeleteAsync($"queues/{Name}/{Uri.EscapeDataString(queue)}")).EnsureSuccessStatusCode();

    async Task MakeAsync()
    {
        (await _management.PutAsJsonAsync($"vhosts/{Name}", new { })).EnsureSuccessStatusCode();
        (
            await _management.PutAsJsonAsync(
                $"permissions/{Name}/{Uri.EscapeDataString(Address.UserInfo.Split(':')[0])}",
                new
                {
                    configure = ".*",
                    write = ".*",
                    read = ".*",
                }
            )
        ).EnsureSuccessStatusCode();
    }

    /// <summary>Creates a user with access to the virtual host.</summary>
    public async Task AdmitAsync(string user, string password)
    {
        (await _management.PutAsJsonAsync($"users/{user}", new { password, tags = "" })).EnsureSuccessStatusCode();
        (
            await _management.PutAsJsonAsync(
                $"permissions/{Name}/{user}",
                new
                {
                    configure = ".*",
                    write = ".*",
                    read = ".*",
                }
            )
        ).EnsureSuccessStatusCode();
    }

    /// <summary>Deletes the user.</summary>
    public async Task DismissAsync(string user) =>
        (await _management.DeleteAsync($"users/{user}")).EnsureSuccessStatusCode();

    /// <summary>Number of ready messages by queue; consumes none.</summary>
    public async Task<IReadOnlyDictionary<string, int>> QueuesAsync()
    {
        var queues = await _management.GetFromJsonAsync<JsonElement>($"queues/{Name}");
        return queues
            .EnumerateArray()
            .ToDictionary(
                q => q.GetProperty("name").GetString()!,
                q => q.TryGetProperty("messages_ready", out var ready) ? ready.GetInt32() : 0
            );
    }

    public async ValueTask DisposeAsync()
    {
        using var answer = await _management.DeleteAsync($"vhosts/{Name}");
        _management.Dispose();
    }
}

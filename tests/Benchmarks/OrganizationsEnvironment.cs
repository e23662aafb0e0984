using System.Net.Http.Headers;
using System.Text.Json;
using Dapper;
using Npgsql;
using ServiceDefaults.Data;

namespace Benchmarks;

/// <summary>Organizations on a new database, and an administrator who calls it over HTTP.</summary>
sealed class OrganizationsEnvironment : IAsyncDisposable
{
    readonly BenchEnvironment _environment;
    readonly NpgsqlDataSource _owner;
    readonly Guid _administrator = NoteTaken.Aggregates(1, seed: 13)[0];
    HttpClient? _client;

    OrganizationsEnvironment(BenchEnvironment environment) =>
        (_environment, _owner) = (environment, Database.Open(environment.Configuration, "Owner"));

    public HttpClient Client => _client ?? throw new InvalidOperationException("The service is not started.");

    public static async Task<OrganizationsEnvironment> MakeAsync(string name)
    {
        var environment = new OrganizationsEnvironment(
            await BenchEnvironment.EmptyAsync(name, await BenchEnvironment.HostAsync(name))
        );
        await using (
            var migration = Child.Dotnet(
                "organizations",
                Child.Program("Organizations"),
                environment._environment.Settings,
                "migrate"
            )
        )
            await migration.EndAsync();
        // Marks the grant and its streams as loaded: no other service runs here.
        await environment.ExecuteAsync(
            $"""
            insert into platform.grants (id, subject_id, role, scope_key, valid_from)
            values (
                gen_random_uuid(), '{environment._administrator}', 'platform-administrator', '',
                now() - interval '1 day'
            )
            """
        );
        return environment;
    }

    public async Task<Child> StartAsync()
    {
        // The setting of its image.
        var organizations = Child.Dotnet(
            "organizations",
            Child.Program("Organizations"),
            new Dictionary<string, string?>(_environment.Settings) { ["DOTNET_GCgen0size"] = "1000000" }
        );
        await organizations.ReadyAsync("/health/ready");
        _client?.Dispose();
        _client = BenchEnvironment.ClientOf(organizations.Address, _administrator, BenchEnvironment.Key);
        return organizations;
    }

    /// <summary>Deletes all divisions and the data of earlier imports.</summary>
    public async Task EmptyAsync()
    {
        await ExecuteAsync(
            """
            truncate divisions, division_history, platform.imports, platform.changes, platform.events,
            platform.aggregates, platform.outbox cascade
            """
        );
        await ExecuteAsync("update division_tree set version = 0");
    }

    /// <summary>Uploads the file, waits for its dry run, applies it and waits until the import ends.</summary>
    public async Task ImportAsync(byte[] csv, int count)
    {
        using var content = new ByteArrayContent(csv)
        {
            Headers = { ContentType = new MediaTypeHeaderValue("text/csv") },
        };
        using var uploaded = await Client.PostAsync(
            new Uri("/organizations/v1/division-imports?effective=2023-06-30", UriKind.Relative),
            content
        );
        var path = $"/organizations/v1/division-imports/{(await ReadAsync(uploaded)).GetProperty("id").GetGuid()}";
        await UntilAsync(path, "validated");
        using var request = new HttpRequestMessage(HttpMethod.Post, path + "/apply")
        {
            Headers = { { "Idempotency-Key", Guid.CreateVersion7().ToString() } },
            Content = JsonContent.Create(new { }),
        };
        using var applied = await Client.SendAsync(request);
        await ReadAsync(applied);
        var job = await UntilAsync(path, "applied");
        if (job.GetProperty("new").GetInt32() != count)
            throw new InvalidOperationException($"Not all {count} divisions were new: {job}");
    }

    /// <summary>Waits until the relay has sent all events.</summary>
    public async Task SentAsync()
    {
        await using var connection = await OpenAsync();
        while (await connection.ExecuteScalarAsync<bool>("select exists (select from platform.outbox)"))
            await Task.Delay(100);
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await connection.ExecuteAsync(new CommandDefinition(sql, commandTimeout: 600));
    }

    public async Task<NpgsqlConnection> OpenAsync() => await _owner.OpenConnectionAsync();

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        await _owner.DisposeAsync();
    }

    async Task<JsonElement> UntilAsync(string path, string state)
    {
        for (; ; await Task.Delay(10))
        {
            using var answer = await Client.GetAsync(new Uri(path, UriKind.Relative));
            var job = await ReadAsync(answer);
            var now = job.GetProperty("state").GetString();
            if (now == state)
                return job;
            if (now is "rejected" or "failed")
                throw new InvalidOperationException($"The import ended: {job}");
        }
    }

    static async Task<JsonElement> ReadAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode
            ? JsonSerializer.Deserialize<JsonElement>(text)
            : throw new InvalidOperationException($"{(int)answer.StatusCode} {text}");
    }
}

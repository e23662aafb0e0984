using System.Diagnostics;
using Npgsql;

namespace Testing;

/// <summary>
/// Addresses of the real servers: PLATFORM_TEST_POSTGRES (as administrator), PLATFORM_TEST_RABBITMQ and
/// PLATFORM_TEST_RABBITMQ_HTTP (its management). Without them the private servers of the instance "test" are started,
/// so that `dotnet test` works alone.
/// </summary>
public sealed record TestServers(NpgsqlConnectionStringBuilder Postgres, Uri RabbitMq, Uri RabbitMqHttp)
{
    static readonly Lazy<Task<TestServers>> Found = new(() => Task.Run(FindAsync));

    public static Task<TestServers> GetAsync() => Found.Value;

    /// <summary>The folder that holds Platform.sln.</summary>
    public static string Root { get; } = FindRoot();

    static async Task<TestServers> FindAsync()
    {
        var names = new[] { "PLATFORM_TEST_POSTGRES", "PLATFORM_TEST_RABBITMQ", "PLATFORM_TEST_RABBITMQ_HTTP" };
        var values = names.Select(Environment.GetEnvironmentVariable).ToArray();
        if (values.Any(string.IsNullOrEmpty))
        {
            await RunAsync("servers", "up", "test");
            var lines = (await RunAsync("servers", "env", "test")).Split('\n');
            values =
            [
                .. names.Select(n =>
                    lines
                        .Single(l => l.StartsWith($"export {n}=", StringComparison.Ordinal))[$"export {n}=".Length..]
                        .Trim()
                ),
            ];
        }
        return new(ToConnectionString(new(values[0]!)), new(values[1]!), new(values[2]!));
    }

    /// <summary>Runs the platform script and returns what it prints.</summary>
    public static Task<string> RunAsync(params string[] arguments) =>
        CommandAsync(Path.Combine(Root, "platform"), arguments, Root);

    /// <summary>Runs a program and returns its standard output.</summary>
    /// <exception cref="InvalidOperationException">Its exit code is not 0.</exception>
    public static async Task<string> CommandAsync(
        string program,
        string[] arguments,
        string folder,
        params IEnumerable<(string Name, string Value)> environment
    )
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException(
                $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {output}{await error}"
            );
    }

    static NpgsqlConnectionStringBuilder ToConnectionString(Uri uri)
    {
        var user = uri.UserInfo.Split(':', 2);
        return new()
        {
            Host = uri.Host,
            Port = uri.Port > 0 ? uri.Port : 5432,
            Database = uri.AbsolutePath.Trim('/') is { Length: > 0 } name ? name : "postgres",
            Username = Uri.UnescapeDataString(user[0]),
            Password = Uri.UnescapeDataString(user.ElementAtOrDefault(1) ?? ""),
        };
    }

    static string FindRoot()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "Platform.sln")))
                return at.FullName;
        throw new InvalidOperationException("Platform.sln is in no folder above " + AppContext.BaseDirectory);
    }
}

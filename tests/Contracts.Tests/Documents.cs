using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Xunit;

namespace Contracts.Tests;

/// <summary>The API documents: as they are committed, and as the built services make them.</summary>
static class Documents
{
    public static readonly string[] Services = ["organizations", "census", "training", "jobs"];

    static readonly ConcurrentDictionary<string, Task<string>> Made = new();

    public static TheoryData<string> EachService => [.. Services];

    public static string PathOf(string service) => $"contracts/openapi/{service}.json";

    public static JsonNode Committed(string service) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, PathOf(service))))!;

    public static Task<string> MadeAsync(string service) => Made.GetOrAdd(service, MakeAsync);

    static async Task<string> MakeAsync(string service)
    {
        var project = char.ToUpperInvariant(service[0]) + service[1..];
        var program = Path.Combine(Repository.Root, "services", project, "bin/Release/net10.0", project + ".dll");
        return await Repository.RunAsync("dotnet", program, "openapi");
    }
}

using Xunit;

namespace Contracts.Tests;

/// <summary>
/// The committed documents work with public tools: openapi-typescript, tsc and the linter of redocly.
/// </summary>
public sealed class ClientTests : IClassFixture<ClientTests.Tools>
{
    public static TheoryData<string> Services => Documents.EachService;

    [Theory, MemberData(nameof(Services))]
    public async Task The_committed_types_match_the_document(string service)
    {
        var types = Path.Combine(Repository.Root, $"gateway/web/src/api/{service}.ts");
        var made = await Repository.RunAsync(
            "gateway/web/node_modules/.bin/openapi-typescript",
            Documents.PathOf(service)
        );
        Assert.True(
            made == await File.ReadAllTextAsync(types, TestContext.Current.CancellationToken),
            $"{types} differs from {Documents.PathOf(service)}: run ./platform api and commit what it writes."
        );
    }

    [Fact]
    public async Task Ten_ordinary_uses_compile_in_strict_mode() =>
        await Repository.RunAsync("gateway/web/node_modules/.bin/tsc", "--noEmit", "--project", "gateway/web");

    [Fact]
    public async Task The_linter_finds_no_error_in_the_documents() =>
        await Repository.RunAsync(
            "gateway/web/node_modules/.bin/redocly",
            ["lint", "--config", "gateway/web/redocly.yaml", .. Documents.Services.Select(Documents.PathOf)]
        );

    /// <summary>Installs the tools at the versions of the lock file, unless ./platform test has done so.</summary>
    public sealed class Tools : IAsyncLifetime
    {
        public async ValueTask InitializeAsync()
        {
            if (!File.Exists(Path.Combine(Repository.Root, "gateway/web/node_modules/.package-lock.json")))
                await Repository.RunAsync("npm", "ci", "--prefix", "gateway/web", "--no-audit", "--no-fund");
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

using Xunit;

namespace Contracts.Tests;

/// <summary>
/// What is made of the committed documents with tools of others: types for a client, and a look at the documents.
/// </summary>
public sealed class ClientTests : IClassFixture<ClientTests.Tools>
{
    public static TheoryData<string> Services => Documents.EachService;

    [Theory, MemberData(nameof(Services))]
    public async Task The_committed_types_are_those_of_the_document(string service)
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
    public async Task The_documents_have_no_error_of_form() =>
        await Repository.RunAsync(
            "gateway/web/node_modules/.bin/redocly",
            ["lint", "--config", "gateway/web/redocly.yaml", .. Documents.Services.Select(Documents.PathOf)]
        );

    /// <summary>The tools, at the versions of the lock file; ./platform test has installed them before.</summary>
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

using System.Text.RegularExpressions;
using Testing;
using Xunit;

namespace Platform.Tests.Generated;

[CollectionDefinition(Name)]
public sealed class GeneratedSuites : ICollectionFixture<GeneratedFixture>
{
    public const string Name = "generated";
}

/// <summary>
/// The catalogue of operations is complete: the other suites do not test a route that it lacks.
/// </summary>
[Collection(GeneratedSuites.Name)]
public sealed partial class OperationsTests(GeneratedFixture platform, ITestOutputHelper output)
{
    [Fact]
    public void The_catalogue_holds_every_route_of_the_access_matrices()
    {
        var routes = WholePlatform
            .Services.SelectMany(s =>
                File.ReadLines(
                    Path.Combine(
                        TestServers.Root,
                        "tests",
                        char.ToUpperInvariant(s[0]) + s[1..] + ".Tests",
                        "AccessMatrix.md"
                    )
                )
            )
            // The gateway's own routes are in no document.
            .Where(l => !l.Contains("| the gateway |", StringComparison.Ordinal))
            .Select(l => Row().Match(l))
            .Where(m => m.Success)
            .Select(m => $"{m.Groups[1]} {Constraint().Replace(m.Groups[2].Value, "")}")
            .ToHashSet();
        Assert.True(routes.Count >= 271);
        Assert.Equal(routes.Order(), platform.All.Select(o => o.ToString()).Order());
    }

    /// <summary>Otherwise the suites would only test requests that fail the validation.</summary>
    [Fact]
    public async Task Two_of_five_operations_accept_their_generated_requests()
    {
        var made = await platform.Requests.MakeAsync(platform.All, platform.Able);
        await platform.World.ReadAsync(platform.All, platform.Able);
        output.WriteLine($"seed {platform.Seed}");
        foreach (var (operation, answer) in made.Where(m => m.Value.Status >= 300))
            output.WriteLine($"{operation}: {answer.Status} {answer.Text}");
        output.WriteLine("known: " + string.Join(", ", platform.World.Known));
        var accepted = made.Count(m => m.Value.Status < 300);
        Assert.True(accepted * 5 > made.Count * 2, $"{accepted} of {made.Count} were accepted");
    }

    [Fact]
    public void A_limit_is_a_whole_number_in_every_document()
    {
        var limits = platform
            .All.SelectMany(o => o.Query.Where(q => q.Name == "limit").Select(q => (o.Service, q.Kind)))
            .ToList();
        Assert.Equal(WholePlatform.Services.Order(), limits.Select(l => l.Service).Distinct().Order());
        Assert.All(limits, l => Assert.Equal(Kind.Whole, l.Kind));
    }

    [Fact]
    public void Every_name_in_a_template_is_a_member_of_its_path() =>
        Assert.All(platform.All, o =>
            Assert.Equal(Name().Matches(o.Template).Select(m => m.Groups[1].Value), o.Path.Select(p => p.Name))
        );

    [GeneratedRegex(@"^\| (GET|POST|PUT|PATCH|DELETE) (/\S+) \|")]
    private static partial Regex Row();

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Name();

    [GeneratedRegex(@":\w+(?=\})")]
    private static partial Regex Constraint();
}

using System.Text.RegularExpressions;
using Xunit;

namespace Contracts.Tests;

/// <summary>The publishers and consumers of events in contracts/README.md match the sources.</summary>
public partial class TableTests
{
    static readonly string[] Services = ["Organizations", "Census", "Training", "Jobs"];

    [Fact]
    public void Every_published_event_has_a_row_with_its_publisher_and_consumers()
    {
        var expected = typeof(IEvent)
            .Assembly.GetTypes()
            .Where(t => typeof(IEvent).IsAssignableFrom(t) && t.IsClass && t.Namespace != "Contracts.Platform.V1")
            .Select(t =>
                $"| {t.Name} | {string.Join(", ", Publishers(t.Name))} | {string.Join(", ", Consumers(t.Name))} |"
            )
            .Order(StringComparer.Ordinal)
            .ToList();
        var rows = File.ReadLines(Path.Combine(Repository.Root, "contracts/README.md"))
            .Where(l => Row().IsMatch(l))
            .Select(l => string.Join('|', l.Split('|')[..4]) + "|")
            .Order(StringComparer.Ordinal)
            .ToList();
        Assert.Equal(string.Join('\n', expected), string.Join('\n', rows));
    }

    [Fact]
    public void Every_event_is_published_only_by_the_service_of_its_contract()
    {
        foreach (
            var type in typeof(IEvent)
                .Assembly.GetTypes()
                .Where(t => typeof(IEvent).IsAssignableFrom(t) && t.IsClass && t.Namespace != "Contracts.Platform.V1")
        )
            Assert.Equal([type.Namespace!.Split('.')[1]], Publishers(type.Name));
    }

    [Fact]
    public void Every_subscription_has_a_contract_and_a_reaction_file()
    {
        var contracts = typeof(IEvent)
            .Assembly.GetTypes()
            .Where(t => typeof(IEvent).IsAssignableFrom(t) && t.IsClass)
            .Select(t => t.Name)
            .ToHashSet();
        foreach (var service in Services)
        {
            foreach (Match m in Subscription().Matches(Text(service, "Subscriptions.cs")))
            {
                Assert.Contains(m.Groups[1].Value, contracts);
                Assert.True(
                    File.Exists(
                        Path.Combine(Repository.Root, "services", service, "Reactions", $"On{m.Groups[1].Value}.cs")
                    ),
                    $"{service}: no Reactions/On{m.Groups[1].Value}.cs"
                );
            }
        }
    }

    static IEnumerable<string> Publishers(string name) =>
        Services.Where(s =>
            Repository
                .Sources("services/" + s)
                .Any(f => Regex.IsMatch(File.ReadAllText(f), $@"Publish\(\s*(\w+ =>\s*)?new {name}\("))
        );

    static IEnumerable<string> Consumers(string name) =>
        Services.Where(s => Regex.IsMatch(Text(s, "Subscriptions.cs"), $@"\.\w+<(\w+, )?{name}(, \w+)?>\("));

    static string Text(string service, string file) =>
        File.ReadAllText(Path.Combine(Repository.Root, "services", service, file));

    [GeneratedRegex(@"^\| [A-Z]\w+ \| [\w, ]* \| [\w, ]* \|")]
    private static partial Regex Row();

    [GeneratedRegex(@"\.On(?:Many)?<(\w+)>\(")]
    private static partial Regex Subscription();
}

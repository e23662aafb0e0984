using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace Platform.Tests.Generated;

/// <summary>By which posts an operation lets somebody in, as its document says.</summary>
static partial class Doors
{
    static readonly ConcurrentDictionary<(string, string), IReadOnlySet<string>> Read = [];

    /// <summary>Posts over an area.</summary>
    public static IReadOnlySet<string> Staff(this Operation operation) => operation.Posts("staff");

    /// <summary>Posts in an organization.</summary>
    public static IReadOnlySet<string> Organization(this Operation operation) => operation.Posts("organization");

    /// <summary>Whether it also comes as a file of all rows.</summary>
    public static bool HasFiles(this Operation operation) =>
        operation.Pages && operation.Query.Any(q => q.Name == "format");

    static IReadOnlySet<string> Posts(this Operation operation, string kind) =>
        Read.GetOrAdd((kind, operation.Who), static key =>
            Who().Match(key.Item2) is { Success: true } who
            && who.Groups[1].Value.Split("; ").FirstOrDefault(p => p.StartsWith(key.Item1, StringComparison.Ordinal))
                is { } part
                ? part[(part.IndexOf(':', StringComparison.Ordinal) + 1)..]
                    .Split(',', StringSplitOptions.TrimEntries)
                    .ToHashSet()
                : []
        );

    [GeneratedRegex(@"Who may: (.*)\.")]
    private static partial Regex Who();
}

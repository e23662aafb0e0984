namespace Platform.Tests.Generated;

/// <summary>By which posts an operation lets somebody in, as its document says.</summary>
static class Doors
{
    /// <summary>Posts over an area.</summary>
    public static IReadOnlySet<string> Staff(this Operation operation) => operation.Posts("staff");

    /// <summary>Posts in an organization.</summary>
    public static IReadOnlySet<string> Organization(this Operation operation) => operation.Posts("organization");

    /// <summary>Whether it also comes as a file of all rows.</summary>
    public static bool HasFiles(this Operation operation) =>
        operation.Pages && operation.Query.Any(q => q.Name == "format");

    static IReadOnlySet<string> Posts(this Operation operation, string kind) =>
        operation.Access.TryGetProperty(kind, out var roles)
            ? roles.EnumerateArray().Select(r => r.GetString()!).ToHashSet()
            : [];
}

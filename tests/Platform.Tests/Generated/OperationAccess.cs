namespace Platform.Tests.Generated;

/// <summary>The posts that may call an operation, from x-access of its document.</summary>
static class OperationAccess
{
    /// <summary>Posts over an area.</summary>
    public static IReadOnlySet<string> Staff(this Operation operation) => operation.Posts("staff");

    /// <summary>Posts in an organization.</summary>
    public static IReadOnlySet<string> Organization(this Operation operation) => operation.Posts("organization");

    /// <summary>True if the list can be exported as a file.</summary>
    public static bool HasFiles(this Operation operation) =>
        operation.Pages && operation.Query.Any(q => q.Name == "format");

    static IReadOnlySet<string> Posts(this Operation operation, string kind) =>
        operation.Access.TryGetProperty(kind, out var roles)
            ? roles.EnumerateArray().Select(r => r.GetString()!).ToHashSet()
            : [];
}

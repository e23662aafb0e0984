using System.Text.Json.Nodes;

namespace Platform.Tests.Generated;

/// <summary>A request that the service accepts in the state that was prepared for it.</summary>
/// <param name="Body">JSON as a string, or a file as bytes.</param>
/// <param name="Record">Path of the record whose ETag is the If-Match; null for the address or the path above
/// it.</param>
/// <param name="By">The sender, for a route that serves the caller's own data; null for any.</param>
public sealed record PreparedRequest(string Address, object? Body = null, string? Record = null, Guid? By = null)
{
    public Request RequestOf(Operation operation)
    {
        var (names, values) = (operation.Template.Split('/'), Address.Split('?')[0].Split('/'));
        Request made = new(
            operation,
            names
                .Zip(values)
                .Where(p => p.First.StartsWith('{'))
                .ToDictionary(p => p.First.Trim('{', '}'), p => p.Second),
            Address.Split('?') is [_, var query]
                ? query.Split('&').Select(q => q.Split('=')).ToDictionary(q => q[0], q => q[1])
                : new Dictionary<string, string>(),
            Body is string json ? JsonNode.Parse(json) : null
        );
        return Body is byte[] file ? made with { Content = file } : made;
    }
}

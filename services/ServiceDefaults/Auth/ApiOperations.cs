using System.Text.Json;

namespace ServiceDefaults.Auth;

/// <summary>
/// The operations of API documents by service, and which of them a caller may call by the grants that the caller holds
/// (x-access).
/// </summary>
public sealed class ApiOperations
{
    readonly List<(string Service, List<(string Id, Access Access)> Operations)> _services = [];

    /// <param name="documents">A document (OpenAPI 3.1, of ./platform api) by the name of its service.</param>
    public ApiOperations(IEnumerable<(string Service, Stream Document)> documents)
    {
        foreach (var (service, stream) in documents)
            using (stream)
            {
                using var document = JsonDocument.Parse(stream);
                _services.Add((service, [.. Operations(document.RootElement)]));
            }
    }

    /// <summary>The ids of the operations that the caller may call, by service, in the order of the documents.</summary>
    /// <param name="grants">The caller's grants that are in force.</param>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> AllowedTo(IReadOnlyCollection<HeldGrant> grants) =>
        _services.ToDictionary(
            s => s.Service,
            IReadOnlyList<string> (s) => [.. s.Operations.Where(o => o.Access.IsFor(grants)).Select(o => o.Id)]
        );

    static IEnumerable<(string Id, Access Access)> Operations(JsonElement document)
    {
        foreach (var path in document.GetProperty("paths").EnumerateObject())
        foreach (var operation in path.Value.EnumerateObject())
            if (operation.Value.TryGetProperty("operationId", out var id))
                yield return (id.GetString()!, Access.Of(operation.Value.GetProperty("x-access")));
    }
}

/// <summary>What a grant is about, as far as it decides which operations its holder may call.</summary>
/// <param name="Role">The post or other role.</param>
/// <param name="OfArea">Over an area or a covered resource.</param>
/// <param name="OfWholeTree">Over the root of all areas.</param>
/// <param name="OfOrganization">In an organization.</param>
public sealed record HeldGrant(string Role, bool OfArea, bool OfWholeTree, bool OfOrganization);

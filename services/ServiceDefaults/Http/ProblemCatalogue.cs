using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using ServiceDefaults.Imports;
using ServiceDefaults.Messaging;

namespace ServiceDefaults.Http;

/// <summary>
/// All problems of a service, its own and the platform's, for /openapi/{service}.problems.json and /docs/problems.
/// </summary>
/// <param name="Problems">The problems of answers.</param>
/// <param name="Rules">The rules of fields.</param>
public sealed record ProblemCatalogue(IReadOnlyList<Problem> Problems, IReadOnlyList<FieldRule> Rules)
{
    /// <summary>
    /// The problems of the platform and of the classes named "Problems" in an assembly, in the order of their codes.
    /// </summary>
    public static ProblemCatalogue Of(Assembly? service)
    {
        var fields = (service?.GetTypes() ?? [])
            .Where(t => t.Name == "Problems")
            .Concat([typeof(PlatformProblems), typeof(ImportProblems), typeof(ImportFileProblems)])
            .SelectMany(t => t.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Select(f => f.GetValue(null))
            .ToList();
        return new(
            [.. fields.OfType<Problem>().OrderBy(p => p.Code, StringComparer.Ordinal)],
            [.. fields.OfType<FieldRule>().OrderBy(r => r.Code, StringComparer.Ordinal)]
        );
    }
}

static class ProblemCatalogueRoute
{
    public static void MapProblemCatalogue(this WebApplication app, EventSubscriptions service)
    {
        var catalogue = ProblemCatalogue.Of(service.Program);
        app.MapGet($"/openapi/{service.Service}.problems.json", () => TypedResults.Ok(catalogue))
            .ExcludeFromDescription()
            .WithMetadata(HouseRoute.Instance);
    }
}

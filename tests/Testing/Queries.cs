using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using ServiceDefaults.Auth;
using ServiceDefaults.Http;
using ServiceDefaults.Imports;

namespace Testing;

/// <summary>Calls every route of a service with invalid queries.</summary>
public static partial class Queries
{
    static readonly string[] Wrong =
    [
        "03/04/2026",
        "11/29",
        "2026-11",
        "2026-2-3",
        "2026/02/03",
        "3 April 2026",
        "20260203",
        "2026-02-30",
        "2026-02-03 ",
    ];

    /// <summary>Sends days and moments in wrong formats in every parameter of these types.</summary>
    /// <returns>Number of tested parameters, and the requests that were accepted or refused without the name of the
    /// parameter.</returns>
    public static async Task<(int Tried, string Faults)> DaysAsync(TestService service)
    {
        var (tried, faults, caller) = (0, new List<string>(), await CallerAsync(service));
        foreach (
            var route in service.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        )
        {
            var method = route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods[0];
            var path = Place()
                .Replace(route.RoutePattern.RawText ?? "", m =>
                    m.Value.Contains(":guid", StringComparison.Ordinal) ? $"{caller.Subject}" : "1"
                );
            foreach (var parameter in route.Metadata.GetOrderedMetadata<IParameterBindingMetadata>())
            {
                var type = parameter.ParameterInfo.ParameterType;
                type = Nullable.GetUnderlyingType(type) ?? type;
                if ((type != typeof(DateOnly) && type != typeof(DateTimeOffset)) || method is null)
                    continue;
                tried++;
                foreach (var text in Wrong)
                {
                    var address = $"{path}?{parameter.Name}={Uri.EscapeDataString(text)}";
                    var answer =
                        method == "GET" ? await caller.Get(address) : await caller.Post(address, Body(method, path));
                    if (
                        answer.Status != 400
                        || !answer.Text.Contains($"\"/{parameter.Name}\"", StringComparison.Ordinal)
                    )
                        faults.Add($"{method} {address}: {answer.Status} {answer.Text}");
                }
            }
        }
        return (tried, string.Join('\n', faults));
    }

    /// <summary>
    /// Sends an unknown query parameter to every GET, and parameters named as arguments of the handler that are not
    /// read from the query.
    /// </summary>
    /// <remarks>A list checks its parameters after its record, so it may answer that the record does not
    /// exist.</remarks>
    /// <returns>Number of tested GETs, and the requests that were accepted or refused without the name of the
    /// parameter.</returns>
    public static async Task<(int Tried, string Faults)> NamesAsync(TestService service)
    {
        var (tried, faults, caller) = (0, new List<string>(), await CallerAsync(service));
        var reads = service
            .Services.GetRequiredService<IApiDescriptionGroupCollectionProvider>()
            .ApiDescriptionGroups.Items.SelectMany(g => g.Items)
            .Where(d => d.HttpMethod == "GET" && d.ActionDescriptor.EndpointMetadata.OfType<Access>().Any())
            .Where(d => !d.ActionDescriptor.EndpointMetadata.OfType<SharedLinkAttribute>().Any());
        foreach (var read in reads)
        {
            tried++;
            var taken = read.ParameterDescriptions.Where(p => p.Source == BindingSource.Query).ToList();
            var path = Place().Replace("/" + read.RelativePath, $"{caller.Subject}");
            var needed = string.Concat(taken.Where(p => p.IsRequired).Select(p => $"{p.Name}={caller.Subject}&"));
            var bound = read.ActionDescriptor.EndpointMetadata.OfType<IParameterBindingMetadata>().ToList();
            var lists = bound.Any(p => p.ParameterInfo.ParameterType == typeof(ListQuery));
            foreach (var name in bound.Select(p => p.Name).Except(taken.Select(p => p.Name)).Prepend("nothing"))
            {
                var answer = await caller.Get($"{path}?{needed}{name}=nothing");
                var named = answer.Text.Contains($"\"/{name}\"", StringComparison.Ordinal);
                if (!(answer.Status == 400 && named) && !(lists && answer.Status is 400 or 404))
                    faults.Add($"{answer}");
            }
        }
        return (tried, string.Join('\n', faults));
    }

    /// <summary>A caller with every role, over all areas and in an organization.</summary>
    static async Task<Client> CallerAsync(TestService service)
    {
        var subject = Guid.CreateVersion7();
        foreach (var role in AccessMatrix.Roles)
        {
            await service.Grant(subject, role, "");
            await service.Grant(subject, role, organization: subject);
        }
        return service.As(subject);
    }

    static object Body(string method, string path) =>
        UploadRoutes.IsUpload(method, path) ? new StringContent("", new MediaTypeHeaderValue("text/csv")) : new { };

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Place();
}

using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Testing;

/// <summary>Calls every route of a service that takes a day or a moment in its query with days written otherwise than yyyy-MM-dd.</summary>
public static partial class QueryDates
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

    /// <returns>How many parameters were tried, and where one was taken or refused without its name.</returns>
    public static async Task<(int Tried, string Faults)> TryAsync(TestService service)
    {
        var (tried, faults, subject) = (0, new List<string>(), Guid.CreateVersion7());
        foreach (var role in AccessMatrix.Roles)
        {
            await service.Grant(subject, role, "");
            await service.Grant(subject, role, organization: subject);
        }
        var caller = service.As(subject);
        foreach (
            var route in service.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        )
        {
            var method = route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods[0];
            var path = Place()
                .Replace(route.RoutePattern.RawText ?? "", m =>
                    m.Value.Contains(":guid", StringComparison.Ordinal) ? $"{subject}" : "1"
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
                    var answer = method == "GET" ? await caller.Get(address) : await caller.Post(address, new { });
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

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Place();
}

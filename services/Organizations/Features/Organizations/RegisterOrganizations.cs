using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Organizations;

/// <summary>Registers up to a thousand organizations at once, such as a whole county's, level by level.</summary>
static class RegisterOrganizations
{
    public sealed record Request([Required, Items(1_000)] NewOrganization[] Rows);

    public sealed record Response(int Registered, Guid[] Ids);

    [EndpointSummary("批量登记组织 Register up to 1,000 organizations at once")]
    public static async Task<Created<Response>> Handle(Request request, Session session, CancellationToken ct)
    {
        var ids = await NewOrganizations.RegisterAsync(request.Rows, i => $"/rows/{i}", session, ct);
        return TypedResults.Created("/organizations/v1/organizations", new Response(ids.Length, ids));
    }
}

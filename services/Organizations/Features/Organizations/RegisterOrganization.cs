using ServiceDefaults.Data;

namespace Organizations.Features.Organizations;

static class RegisterOrganization
{
    public sealed record Response(Guid Id);

    [EndpointSummary("登记组织 Register an organization")]
    public static async Task<Created<Response>> Handle(NewOrganization request, Session session, CancellationToken ct)
    {
        var id = (await NewOrganizations.RegisterAsync([request], _ => "", session, ct))[0];
        return TypedResults.Created($"/organizations/v1/organizations/{id}", new Response(id));
    }
}

using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Organizations;

/// <summary>Registers up to a thousand organizations at once: a whole county's, level by level.</summary>
static class RegisterOrganizations
{
    const int MostRows = 1_000;

    public sealed record Request(NewOrganization[]? Rows);

    public sealed record Response(int Registered, Guid[] Ids);

    [EndpointSummary("批量登记组织 Register up to 1,000 organizations at once")]
    public static async Task<Created<Response>> Handle(Request request, Session session, CancellationToken ct)
    {
        if (request.Rows is not { Length: > 0 } rows)
            throw new ProblemException(PlatformProblems.Invalid, PlatformProblems.Required.At("/rows"));
        if (rows.Length > MostRows)
            throw new ProblemException(PlatformProblems.Invalid, PlatformProblems.TooLong.At("/rows"));
        var check = new Validation();
        for (var i = 0; i < rows.Length; i++)
            check.That(rows[i] is not null, $"/rows/{i}", PlatformProblems.Required);
        check.ThrowIfInvalid();
        var ids = await NewOrganizations.RegisterAsync(rows, i => $"/rows/{i}", session, ct);
        return TypedResults.Created("/organizations/v1/organizations", new Response(ids.Length, ids));
    }
}

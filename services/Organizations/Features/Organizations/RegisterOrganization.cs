using Organizations.Domain;
using Organizations.Features.Divisions;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Organizations;

static class RegisterOrganization
{
    public sealed record Request(Guid? Id, string? Kind, string? Name, string? CreditCode, Guid? DivisionId);

    public sealed record Response(Guid Id);

    /// <summary>What may be registered here; employers come from Jobs.</summary>
    static readonly string[] Kinds = ["federation", "womens-group", "department", "association", "partner"];

    const string Insert =
        """
        insert into organizations (id, scope_key, kind, name, credit_code, division_id, registered_at) values (@id, @Key, @kind, @name, @creditCode, @division, @Now)
        on conflict (credit_code, kind) do nothing
        """;

    public static async Task<IResult> Handle(Request request, Session session, CancellationToken ct)
    {
        var check = new Validation();
        var kind = check.OneOf("/kind", request.Kind, Kinds);
        var name = check.Text("/name", request.Name);
        var creditCode = string.IsNullOrWhiteSpace(request.CreditCode) ? null : check.Read<CreditCode>("/creditCode", request.CreditCode, CreditCode.Read).Text;
        var divisionId = check.Value("/divisionId", request.DivisionId);
        var division = await session.FindDivisionInScope(divisionId, ct);
        check.That(request.DivisionId is null || division is not null, "/divisionId", PlatformProblems.Unknown);
        check.ThrowIfInvalid();

        var id = request.Id ?? Guid.CreateVersion7(session.Now);
        if (await session.Execute(Insert, new { id, division!.Key, kind, name, creditCode, division = divisionId, session.Now }, ct) == 0)
            throw new ProblemException(Problems.CreditCodeTaken, PlatformProblems.Duplicate.At("/creditCode"));
        return TypedResults.Created($"/organizations/v1/organizations/{id}", new Response(id));
    }
}

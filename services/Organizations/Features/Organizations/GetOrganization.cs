using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Organizations;

static class GetOrganization
{
    public sealed record Response(Guid Id, string Kind, string Name, string? CreditCode, Guid? DivisionId, DateTimeOffset RegisteredAt, long Version) : IVersioned;

    const string Find = "select id, kind, name, credit_code, division_id, registered_at, version from organizations where id = @id";

    public static async Task<IResult> Handle(Guid id, Session session, CancellationToken ct) =>
        TypedResults.Ok(await session.Find<Response>(Find, new { id }, ct) ?? throw new ProblemException(PlatformProblems.NotFound));
}

using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.OneTenHundred;

static class GetService
{
    const string Find = ServiceRow.Source + " where s.id = @id";

    [EndpointSummary("服务 A recorded service")]
    public static async Task<Ok<ServiceRow>> Handle(Guid id, Session session, CancellationToken ct)
    {
        var service = await session.Find<ServiceRow>(Find, new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        session.RecordAccess(service.MemberId);
        return TypedResults.Ok(service);
    }
}

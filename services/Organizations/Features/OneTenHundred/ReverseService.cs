using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.OneTenHundred;

/// <summary>
/// Reverses a service that was recorded by mistake: it no longer counts, the row stays and is marked.
/// </summary>
static class ReverseService
{
    public sealed record Request([Lines, Required, Longest(500), Example("误登记到另一位执委名下")] string Reason);

    const string Hold = "select member_id, reversed_at, version from service_records where id = @id for update";
    const string Reverse = """
        update service_records
        set reversed_at = @Now, reversed_by = @by, reversal = @Reason, version = version + 1
        where id = @id
        """;

    [EndpointSummary("冲销服务 Reverse a service that was recorded by mistake (If-Match)")]
    public static async Task<Ok<ServiceRow>> Handle(
        Guid id,
        Request request,
        IfMatch ifMatch,
        Session session,
        CancellationToken ct
    )
    {
        var service = await session.Find<Row>(Hold, new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        ifMatch.Check(service.Version);
        if (service.MemberId == session.Caller.Subject)
            throw new ProblemException(Problems.OwnRecord);
        if (service.ReversedAt is not null)
            throw new ProblemException(Problems.ServiceReversed);
        await session.Execute(
            Reverse,
            new
            {
                id,
                session.Now,
                by = session.Caller.Subject,
                request.Reason,
            },
            ct
        );
        return await GetService.Handle(id, session, ct);
    }

    sealed record Row(Guid MemberId, DateTimeOffset? ReversedAt, long Version);
}

using Organizations.Features.Appointments;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Charts;

/// <summary>分管工作: what a vice chair (or anybody in a post) looks after, as the chart shows it.</summary>
static class SetPortfolio
{
    /// <param name="Portfolio">Empty takes it away.</param>
    public sealed record Request([Longest(40), Example("妇女儿童维权")] string? Portfolio);

    const string Find = "select version from appointments where id = @id for update";
    const string Change = "update appointments set portfolio = @Portfolio, version = version + 1 where id = @id";

    [EndpointSummary("分管工作 What a vice chair looks after")]
    public static async Task<Ok<GetAppointment.Response>> Handle(
        Guid id,
        Request request,
        IfMatch ifMatch,
        Session session,
        CancellationToken ct
    )
    {
        ifMatch.Check(
            await session.Find<long?>(Find, new { id }, ct) ?? throw new ProblemException(PlatformProblems.NotFound)
        );
        await session.Execute(Change, new { id, request.Portfolio }, ct);
        return await GetAppointment.Handle(id, session, ct);
    }
}

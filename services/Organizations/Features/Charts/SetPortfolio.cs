using Organizations.Features.Appointments;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Charts;

/// <summary>
/// 分管工作: sets the portfolio of a vice chair (or of any other holder of a post) as the chart shows it.
/// </summary>
static class SetPortfolio
{
    /// <param name="Portfolio">Empty removes it.</param>
    public sealed record Request([Longest(40), Example("妇女儿童维权")] string? Portfolio);

    const string Find = "select version from appointments where id = @id for update";
    const string Change = "update appointments set portfolio = @Portfolio, version = version + 1 where id = @id";

    [EndpointSummary("分管工作 Set the portfolio of a vice chair")]
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

using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Divisions;

static class GetDivision
{
    const string ById = $"select {Division.Columns} from divisions where id = @id";
    const string ByIdThen = $"""
        select {Division.Columns}
        from division_states
        where id = @id and platform.in_force(since, until, @day)
        """;

    /// <param name="asOf">The day; 404 if the division did not exist on it.</param>
    [EndpointSummary("区划 Division, of one day with asOf")]
    public static async Task<Ok<Division>> Handle(Guid id, DateOnly? asOf, Session session, CancellationToken ct)
    {
        var division = await session.Find<Division>(
            asOf is null ? ById : ByIdThen,
            new { id, day = session.Day(asOf) },
            ct
        ) ?? throw new ProblemException(PlatformProblems.NotFound);
        return TypedResults.Ok(await division.WithSuccessorsAsync(division.Code, session, ct));
    }
}

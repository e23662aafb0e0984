using System.Text.Json;
using Contracts.Census.V1;
using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.Messaging;

namespace Jobs.Features.Postings;

static class ReadPosting
{
    public const string Select = """
        select id, employer_id, employer_name, title, division_id,
            coalesce((select a.name from platform.areas a where a.id = division_id), division_name) as division_name,
            skills, hours, wage_from, wage_to, openings, openings - filled as remaining, description, flexible, state,
            published_at, version
        from postings
        """;

    [EndpointSummary("岗位详情 One posting")]
    public static async Task<Ok<Response>> Handle(Guid id, Session session, CancellationToken ct)
    {
        var row = await session.Find<Row>(Select + " where id = @id", new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        return TypedResults.Ok(row.View());
    }

    /// <param name="WageFrom">Yuan a month.</param>
    /// <param name="Remaining">Openings not yet filled.</param>
    /// <param name="State">open, filled or closed.</param>
    public sealed record Response(
        Guid Id,
        Guid EmployerId,
        string Employer,
        string Title,
        Guid DivisionId,
        string Division,
        IReadOnlyList<string> Skills,
        IReadOnlyList<WorkingHours> Hours,
        int WageFrom,
        int WageTo,
        int Openings,
        int Remaining,
        string Description,
        bool Flexible,
        string State,
        DateTimeOffset PublishedAt,
        long Version
    ) : IVersioned;

    public sealed record Row(
        Guid Id,
        Guid EmployerId,
        string EmployerName,
        string Title,
        Guid DivisionId,
        string DivisionName,
        string[] Skills,
        string Hours,
        int WageFrom,
        int WageTo,
        int Openings,
        int Remaining,
        string Description,
        bool Flexible,
        string State,
        DateTimeOffset PublishedAt,
        long Version
    )
    {
        public Response View() =>
            new(
                Id,
                EmployerId,
                EmployerName,
                Title,
                DivisionId,
                DivisionName,
                Skills,
                JsonSerializer.Deserialize<List<WorkingHours>>(Hours, Wire.Json)!,
                WageFrom,
                WageTo,
                Openings,
                Remaining,
                Description,
                Flexible,
                State,
                PublishedAt,
                Version
            );
    }
}

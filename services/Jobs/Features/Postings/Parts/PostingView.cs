using System.Text.Json;
using Contracts.Census.V1;
using Jobs.Domain;
using ServiceDefaults.Http;
using ServiceDefaults.Messaging;

namespace Jobs.Features.Postings;

/// <summary>A posting in answers, which are public.</summary>
/// <param name="WageFrom">Yuan a month.</param>
/// <param name="Remaining">Openings not yet filled.</param>
sealed record PostingView(
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
    [Code(nameof(CodeTables.PostingState))] string State,
    DateTimeOffset PublishedAt,
    long Version
) : IVersioned
{
    public const string Select = """
        select id, employer_id, employer_name as employer, title, division_id,
            coalesce((select a.name from platform.areas a where a.id = division_id), division_name) as division,
            skills, hours, wage_from, wage_to, openings, openings - filled as remaining, description, flexible, state,
            published_at, search_text, version
        from postings
        """;

    /// <summary>The columns of <see cref="Select"/>.</summary>
    public sealed record Row(
        Guid Id,
        Guid EmployerId,
        string Employer,
        string Title,
        Guid DivisionId,
        string Division,
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
        string SearchText,
        long Version
    )
    {
        public PostingView View() =>
            new(
                Id,
                EmployerId,
                Employer,
                Title,
                DivisionId,
                Division,
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

using System.Text.Json;
using Jobs.Domain;
using ServiceDefaults.Http;
using ServiceDefaults.Messaging;

namespace Jobs.Features.Placements;

/// <summary>A placement with its retention checks.</summary>
sealed record PlacementView(
    Guid Id,
    Guid ReferralId,
    Guid PersonId,
    Guid PostingId,
    string Title,
    Guid EmployerId,
    string Employer,
    Guid NeedId,
    DateOnly StartedOn,
    [Code(nameof(CodeTables.PlacementState))] string State,
    IReadOnlyList<PlacementView.Check> Checks,
    long Version
) : IVersioned
{
    public const string Select = """
        select z.id, z.referral_id, z.person_id, z.posting_id, p.title, z.employer_id, p.employer_name as employer,
            z.need_id, z.started_on, z.state,
            (
                select json_agg(
                    json_build_object('months', c.months, 'dueOn', c.due_on, 'state', c.state) order by c.months)
                from placement_checks c
                where c.placement_id = z.id
            )::text as checks,
            z.version
        from placements z
        join postings p on p.id = z.posting_id
        """;

    public sealed record Check(int Months, DateOnly DueOn, [Code(nameof(CodeTables.CheckState))] string State);

    /// <summary>The columns of <see cref="Select"/>.</summary>
    /// <param name="Checks">JSON; null if the caller may not see the checks.</param>
    public sealed record Row(
        Guid Id,
        Guid ReferralId,
        Guid PersonId,
        Guid PostingId,
        string Title,
        Guid EmployerId,
        string Employer,
        Guid NeedId,
        DateOnly StartedOn,
        string State,
        string? Checks,
        long Version
    )
    {
        public PlacementView View() =>
            new(
                Id,
                ReferralId,
                PersonId,
                PostingId,
                Title,
                EmployerId,
                Employer,
                NeedId,
                StartedOn,
                State,
                Checks is null ? [] : JsonSerializer.Deserialize<List<Check>>(Checks, Wire.Json)!,
                Version
            );
    }
}

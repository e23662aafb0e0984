using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Jobs.Features.Placements;

/// <summary>A placement with its retention checks.</summary>
/// <param name="State">employed or ended.</param>
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
    string State,
    IReadOnlyList<PlacementView.Check> Checks,
    long Version
) : IVersioned
{
    public const string Select = """
        select z.id, z.referral_id, z.person_id, z.posting_id, p.title, z.employer_id, p.employer_name, z.need_id,
            z.started_on, z.state, z.version
        from placements z join postings p on p.id = z.posting_id
        """;

    const string FindChecks = """
        select placement_id, months, due_on, state
        from placement_checks
        where placement_id = any (@ids)
        order by placement_id, months
        """;

    public static async Task<IReadOnlyList<PlacementView>> View(
        IReadOnlyList<Row> rows,
        Session session,
        CancellationToken ct
    )
    {
        var checks = (
            await session.Query<CheckRow>(FindChecks, new { ids = rows.Select(r => r.Id).ToArray() }, ct)
        ).ToLookup(c => c.PlacementId);
        session.Saw(rows.Select(r => r.PersonId));
        return
        [
            .. rows.Select(r => new PlacementView(
                r.Id,
                r.ReferralId,
                r.PersonId,
                r.PostingId,
                r.Title,
                r.EmployerId,
                r.EmployerName,
                r.NeedId,
                r.StartedOn,
                r.State,
                [.. checks[r.Id].Select(c => new Check(c.Months, c.DueOn, c.State))],
                r.Version
            )),
        ];
    }

    /// <param name="State">planned, due, retained, left, or dropped after she had left.</param>
    public sealed record Check(int Months, DateOnly DueOn, string State);

    /// <summary>The columns of <see cref="Select"/>.</summary>
    public sealed record Row(
        Guid Id,
        Guid ReferralId,
        Guid PersonId,
        Guid PostingId,
        string Title,
        Guid EmployerId,
        string EmployerName,
        Guid NeedId,
        DateOnly StartedOn,
        string State,
        long Version
    );

    sealed record CheckRow(Guid PlacementId, int Months, DateOnly DueOn, string State);
}

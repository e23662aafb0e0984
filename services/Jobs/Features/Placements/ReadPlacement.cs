using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Jobs.Features.Placements;

static class ReadPlacement
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

    [EndpointSummary("就业记录 One placement")]
    public static async Task<Ok<Response>> Handle(Guid id, Session session, CancellationToken ct)
    {
        var row = await session.Find<Row>(Select + " where z.id = @id", new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        return TypedResults.Ok((await View([row], session, ct))[0]);
    }

    public static async Task<IReadOnlyList<Response>> View(
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
            .. rows.Select(r => new Response(
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

    /// <param name="State">employed or ended.</param>
    public sealed record Response(
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
        IReadOnlyList<Check> Checks,
        long Version
    ) : IVersioned;

    /// <param name="State">planned, due, retained, left, or dropped after she had left.</param>
    public sealed record Check(int Months, DateOnly DueOn, string State);

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

using Contracts.Jobs.V1;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Jobs.Features.Placements;

/// <summary>
/// Records whether the person is still employed at a mark, once for each mark and not before it is due. If the person
/// has left, the later marks are dropped.
/// </summary>
static class RecordRetentionCheck
{
    const string Find = "select person_id, need_id, referred_by from placements where id = @id for update";

    // Rows of an older release may be due before their day, because it did not check the start; they count as planned.
    const string FindState = """
        select case when state = 'due' and due_on > @Today then 'planned' else state end
        from placement_checks
        where placement_id = @id and months = @months
        """;
    const string Record = """
        update placement_checks
        set state = @result, checked_by = @Subject, checked_at = @Now
        where placement_id = @id and months = @months
        """;
    const string DropOthers =
        "update placement_checks set state = 'dropped' where placement_id = @id and state in ('planned', 'due')";
    const string Bump = "update placements set state = @state, version = version + 1 where id = @id returning version";

    public sealed record Request([Required] int? Months, [Required] bool? Employed);

    [EndpointSummary("在岗回访 Record whether the person is still employed")]
    public static async Task<Ok<Response>> Handle(Guid id, Request request, Session session, CancellationToken ct)
    {
        var check = new Validation();
        var (months, employed) = (request.Months!.Value, request.Employed!.Value);
        check.That(RetentionMarks.Months.Contains(months), "/months", PlatformProblems.UnknownCode);
        check.ThrowIfInvalid();
        var placement = await session.Find<Placement>(Find, new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        var state = await session.Find<string>(
            FindState,
            new
            {
                id,
                months,
                session.Today,
            },
            ct
        );
        if (state == "planned")
            throw new ProblemException(Problems.CheckNotDue);
        if (state != "due")
            throw new ProblemException(Problems.CheckedAlready);

        await session.Execute(
            Record,
            new
            {
                id,
                months,
                result = employed ? "retained" : "left",
                session.Caller.Subject,
                session.Now,
            },
            ct
        );
        if (!employed)
        {
            await session.Execute(DropOthers, new { id }, ct);
            foreach (var later in RetentionMarks.Months)
                await RetentionMarks.Drop(session, id, later, ct);
        }
        var version = await session.Find<long>(Bump, new { id, state = employed ? "employed" : "ended" }, ct);
        session.RecordAccess(placement.PersonId);
        if (employed)
            session.Publish(
                new PlacementRetained(id, placement.PersonId, placement.NeedId, months, placement.ReferredBy)
            );
        return TypedResults.Ok(new Response(id, months, employed, version));
    }

    public sealed record Response(Guid PlacementId, int Months, bool Employed, long Version) : IVersioned;

    sealed record Placement(Guid PersonId, Guid NeedId, Guid ReferredBy);
}

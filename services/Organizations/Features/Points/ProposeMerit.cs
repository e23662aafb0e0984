using Organizations.Domain;
using Organizations.Features.People;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Points;

/// <summary>Points for what no event tells; they count when somebody else has approved them.</summary>
static class ProposeMerit
{
    public sealed record Request(int? Points, [Lines] string? Reason, DateOnly? EarnedOn);

    public sealed record Response(Guid Id);

    const string Insert = """
        insert into merits (id, person_id, scope_key, points, reason, earned_on, state, proposed_by, proposed_at)
        values (@merit, @id, @key, @points, @reason, @on, 'proposed', @by, @Now)
        """;

    [EndpointSummary("申请积分 Propose points for what no event tells")]
    public static async Task<Created<Response>> Handle(Guid id, Request request, Session session, CancellationToken ct)
    {
        var check = new Validation();
        var points = check.Value("/points", request.Points);
        check.That(
            request.Points is null || points is > 0 and <= PointKinds.Most,
            "/points",
            PlatformProblems.OutOfRange
        );
        var reason = check.Text("/reason", request.Reason, 500);
        var on = request.EarnedOn ?? session.Today;
        check.That(on <= session.Today, "/earnedOn", PlatformProblems.InFuture);
        check.ThrowIfInvalid();
        if (id == session.Caller.Subject)
            throw new ProblemException(Problems.OwnPoints);
        var key = await PersonInSight.KeyAsync(session, id, "", ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        var merit = Guid.CreateVersion7(session.Now);
        await session.Execute(
            Insert,
            new
            {
                merit,
                id,
                key,
                points,
                reason,
                on,
                by = session.Caller.Subject,
                session.Now,
            },
            ct
        );
        session.Saw(id);
        return TypedResults.Created($"/organizations/v1/merits/{merit}", new Response(merit));
    }
}

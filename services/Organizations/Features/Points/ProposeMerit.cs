using Organizations.Domain;
using Organizations.Features.People;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Points;

/// <summary>Proposes points for a merit that no event reports; they count after another person's approval.</summary>
static class ProposeMerit
{
    public sealed record Request(
        [Required, Between(1, PointKinds.Most)] int? Points,
        [Lines, Required, Longest(500), Example("连续三个月组织妇女夜校")] string Reason,
        DateOnly? EarnedOn
    );

    public sealed record Response(Guid Id);

    const string Insert = """
        insert into merits (id, person_id, scope_key, points, reason, earned_on, state, proposed_by, proposed_at)
        values (@merit, @id, @key, @Points, @Reason, @on, 'proposed', @by, @Now)
        """;

    [EndpointSummary("申请积分 Propose points for a merit that no event reports")]
    public static async Task<Created<Response>> Handle(Guid id, Request request, Session session, CancellationToken ct)
    {
        var check = new Validation();
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
                request.Points,
                request.Reason,
                on,
                by = session.Caller.Subject,
                session.Now,
            },
            ct
        );
        session.RecordAccess(id);
        return TypedResults.Created($"/organizations/v1/merits/{merit}", new Response(merit));
    }
}

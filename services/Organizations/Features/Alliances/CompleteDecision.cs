using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Alliances;

/// <summary>
/// Marks a decision of a meeting as done. It is part of the meeting: If-Match is the meeting's version.
/// </summary>
static class CompleteDecision
{
    public sealed record Request(
        DateOnly? DoneOn,
        [Lines, Required, Longest(2_000), Example("培训班已开班，二十人参加")] string Outcome
    );

    public sealed record Response(Guid Id, DateOnly DoneOn, string Outcome, long Version) : IVersioned;

    const string Find = """
        select d.done_on, m.held_on, m.id as meeting_id, m.version
        from alliance_decisions d
        join alliance_meetings m on m.id = d.meeting_id
        where d.id = @id
        for update
        """;
    const string Complete =
        "update alliance_decisions set done_on = @on, outcome = @Outcome, version = version + 1 where id = @id";

    const string Touch = "update alliance_meetings set version = version + 1 where id = @MeetingId";

    [EndpointSummary("议定事项办结 Mark a decision as done")]
    public static async Task<Ok<Response>> Handle(
        Guid id,
        Request request,
        IfMatch ifMatch,
        Session session,
        CancellationToken ct
    )
    {
        var check = new Validation();
        var on = request.DoneOn ?? session.Today;
        check.That(on <= session.Today, "/doneOn", PlatformProblems.InFuture);
        check.ThrowIfInvalid();
        var row = await session.Find<Row>(Find, new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        ifMatch.Check(row.Version);
        if (row.DoneOn is not null)
            throw new ProblemException(Problems.DecisionDone);
        check.That(on >= row.HeldOn, "/doneOn", PlatformProblems.OutOfRange);
        check.ThrowIfInvalid();
        await session.Execute(
            Complete,
            new
            {
                id,
                on,
                request.Outcome,
            },
            ct
        );
        await session.Execute(Touch, row, ct);
        return TypedResults.Ok(new Response(id, on, request.Outcome, row.Version + 1));
    }

    sealed record Row(DateOnly? DoneOn, DateOnly HeldOn, Guid MeetingId, long Version);
}

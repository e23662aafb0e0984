using Organizations.Features.People;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Points;

/// <summary>Reverses an entry, with a reason.</summary>
static class ReversePoints
{
    public sealed record Request([Lines, Required, Longest(500), Example("同一次走访重复登记")] string Reason);

    public sealed record Response(Guid Id);

    const string Find = """
        select person_id, points, reverses, exists (select from point_entries r where r.reverses = e.id) as reversed
        from point_entries e
        where id = @id
        """;

    [EndpointSummary("冲销积分 Reverse a point entry")]
    public static async Task<Created<Response>> Handle(Guid id, Request request, Session session, CancellationToken ct)
    {
        // An event without a place gives an entry without one: the person then decides who may see it.
        var found = await session.AsSystem(() => session.Find<Row>(Find, new { id }, ct), ct);
        if (found is null)
            throw new ProblemException(PlatformProblems.NotFound);
        await PersonInSight.MustSeeAsync(session, found.PersonId, ct);
        if (found.PersonId == session.Caller.Subject)
            throw new ProblemException(Problems.OwnPoints);
        if (found.Reverses is not null || found.Points == 0)
            throw new ProblemException(Problems.NothingToReverse);
        var entry = found.Reversed
            ? null
            : await session.AsSystem(() => ReversedPoints.ReverseAsync(id, request.Reason, session, ct), ct);
        if (entry is null)
            throw new ProblemException(Problems.AlreadyReversed);
        session.RecordAccess(found.PersonId);
        return TypedResults.Created($"/organizations/v1/people/{found.PersonId}/points", new Response(entry.Value));
    }

    sealed record Row(Guid PersonId, int Points, Guid? Reverses, bool Reversed);
}

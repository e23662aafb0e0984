using Census.Domain;
using Contracts.Census.V1;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Census.Features.Visits;

/// <summary>民情日记: records a home visit, call or chat with a household in the caller's area or coverage.</summary>
static class RecordVisit
{
    public sealed record Request(Guid? Id, Guid? HouseholdId, string? Kind, string? VisitedAt, [Lines] string? Diary);

    public sealed record Response(Guid Id, long Version) : IVersioned;

    const int LongestDiary = 4_000;

    const string Insert = """
        insert into visits (id, household_id, scope_key, kind, visited_at, diary, visitor_id, recorded_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        """;

    [EndpointSummary("记民情日记 Record a visit")]
    public static async Task<Created<Response>> Handle(Request request, Session session, CancellationToken ct)
    {
        var check = new Validation();
        var household = check.Value("/householdId", request.HouseholdId);
        var kind = check.OneOf("/kind", request.Kind, CodeTables.VisitKind);
        var visitedAt = check.Read("/visitedAt", request.VisitedAt, Formats.PastInstant(session.Now));
        var diary = check.Text("/diary", request.Diary, LongestDiary);
        // Held until the commit: a household that moves at this moment takes the visit along.
        var key = await session.Find<string>(
            "select scope_key from households where id = @household for share",
            new { household },
            ct
        );
        if (key is null && request.HouseholdId is not null)
            check.Add("/householdId", PlatformProblems.Unknown);
        check.ThrowIfInvalid();

        var id = request.Id ?? Guid.CreateVersion7(session.Now);
        session.Defer(
            Insert,
            id,
            household,
            key,
            kind,
            visitedAt.ToUniversalTime(),
            session.Sealer.Seal(diary, "visits", id, "diary"),
            session.Caller.Subject,
            session.Now
        );
        session.Saw(
            await session.Query<Guid>("select id from residents where household_id = @household", new { household }, ct)
        );
        session.Publish(new VisitRecorded(id, household, key!, kind, session.Caller.Subject, visitedAt));
        return TypedResults.Created($"/census/v1/visits/{id}", new Response(id, 1));
    }
}

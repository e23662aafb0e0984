using Census.Domain;
using Contracts.Census.V1;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Census.Features.Visits;

/// <summary>民情日记: records a home visit, call or chat with a household in the caller's area or coverage.</summary>
static class RecordVisit
{
    public sealed record Request(
        Guid? Id,
        [Required] Guid? HouseholdId,
        [Required, Code(nameof(CodeTables.VisitKind))] string Kind,
        [Required, Like(Formats.InstantPattern), Example("2026-03-01T09:30:00+08:00")] string VisitedAt,
        [Lines, Required, Longest(4_000), Example("孩子放学后无人照看，想找能按时下班的工作")] string Diary
    );

    public sealed record Response(Guid Id, long Version) : IVersioned;

    const string Insert = """
        insert into visits (id, household_id, scope_key, kind, visited_at, diary, visitor_id, recorded_at)
        values (@id, @household, @key, @Kind, @visitedAt, @diary, @Subject, @Now)
        """;

    [EndpointSummary("记民情日记 Record a visit")]
    public static async Task<Created<Response>> Handle(Request request, Session session, CancellationToken ct)
    {
        var check = new Validation();
        var household = request.HouseholdId!.Value;
        var visitedAt = check.Read("/visitedAt", request.VisitedAt, Formats.PastInstant(session.Now));
        // Locks the household until the commit: a concurrent move waits, and then moves the visit too.
        var key = await session.Find<string>(
            "select scope_key from households where id = @household for share",
            new { household },
            ct
        );
        check.That(key is not null, "/householdId", PlatformProblems.Unknown);
        check.ThrowIfInvalid();

        var id = request.Id ?? Guid.CreateVersion7(session.Now);
        session.Defer(
            Insert,
            new
            {
                id,
                household,
                key,
                request.Kind,
                visitedAt,
                diary = session.Sealer.Seal(request.Diary, "visits", id, "diary"),
                session.Caller.Subject,
                session.Now,
            }
        );
        session.RecordAccess(
            await session.Query<Guid>("select id from residents where household_id = @household", new { household }, ct)
        );
        session.Publish(new VisitRecorded(id, household, key!, request.Kind, session.Caller.Subject, visitedAt));
        return TypedResults.Created($"/census/v1/visits/{id}", new Response(id, 1));
    }
}

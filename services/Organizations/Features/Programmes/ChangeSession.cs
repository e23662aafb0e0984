using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Programmes;

/// <summary>Corrects a session; its participants stay.</summary>
static class ChangeSession
{
    const string Hold = "select programme_id, version from programme_sessions where id = @id for update";
    const string Change = """
        update programme_sessions
        set held_on = @HeldOn, place = @Place, kind = @Kind, host_id = @HostId, staff_ids = @staff,
            headcount = @headcount, version = version + 1
        where id = @id
        """;

    [EndpointSummary("更正活动 Correct a session")]
    public static async Task<Ok<GetSession.Response>> Handle(
        Guid id,
        RecordSessions.Held request,
        IfMatch ifMatch,
        Session session,
        CancellationToken ct
    )
    {
        var check = new Validation();
        check.That(request.HeldOn <= session.Today, "/heldOn", PlatformProblems.InFuture);
        check.ThrowIfInvalid();
        var row = await session.Find<Row>(Hold, new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        ifMatch.Check(row.Version);
        await RecordSessions.CheckReferencesAsync(check, [("", request)], session, ct);
        RecordSessions.Refuse(await Programme.ReadAsync(row.ProgrammeId, session, ct), [("", request)]);
        await session.Execute(
            Change,
            new
            {
                id,
                request.HeldOn,
                request.Place,
                request.Kind,
                request.HostId,
                staff = request.StaffIds ?? [],
                headcount = request.Headcount ?? 0,
            },
            ct
        );
        return await GetSession.Handle(id, session, ct);
    }

    sealed record Row(Guid ProgrammeId, long Version);
}

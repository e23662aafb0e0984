using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Programmes;

/// <summary>Records sessions, up to 500 a call, all or none.</summary>
static class RecordSessions
{
    /// <param name="HostId">The organization that provided the room.</param>
    /// <param name="Headcount">Number of people who are not entered one by one.</param>
    public sealed record Held(
        [Required] DateOnly? HeldOn,
        [Required, Longest(200), Example("新华社区活动室")] string Place,
        [Required, Code(nameof(CodeTables.SessionKind))] string Kind,
        Guid? HostId,
        [Items(200)] Guid[]? StaffIds,
        [Between(0, 1_000_000)] int? Headcount
    );

    public sealed record Request([Required, Items(500)] Held[] Sessions);

    public sealed record Response(Guid[] Ids);

    const string KnownHosts = "select id from organizations where id = any (@ids)";
    const string KnownStaff = "select id from people where id = any (@ids)";

    [EndpointSummary("登记活动 Record sessions, up to 500")]
    public static async Task<Created<Response>> Handle(Guid id, Request request, Session session, CancellationToken ct)
    {
        var check = new Validation();
        (string At, Held Held)[] held = [.. request.Sessions.Select((s, i) => ($"/sessions/{i}", s))];
        foreach (var (at, s) in held)
            check.That(s.HeldOn <= session.Today, $"{at}/heldOn", PlatformProblems.InFuture);
        check.ThrowIfInvalid();
        var programme = await Programme.ReadAsync(id, session, ct);
        await CheckReferencesAsync(check, held, session, ct);
        Refuse(programme, held);

        List<Guid> ids = [];
        foreach (var s in request.Sessions)
        {
            ids.Add(Guid.CreateVersion7(session.Now));
            session.Defer(
                """
                insert into programme_sessions (
                    id, scope_key, programme_id, held_on, place, kind, host_id, staff_ids, headcount, recorded_at
                )
                values (
                    @id, @ScopeKey, @programmeId, @heldOn, @Place, @Kind, @HostId::uuid, @staffIds, @headcount, @Now
                )
                """,
                new
                {
                    id = ids[^1],
                    programme.ScopeKey,
                    programmeId = id,
                    heldOn = s.HeldOn!.Value,
                    s.Place,
                    s.Kind,
                    s.HostId,
                    staffIds = s.StaffIds ?? [],
                    headcount = s.Headcount ?? 0,
                    session.Now,
                }
            );
        }
        return TypedResults.Created($"/organizations/v1/sessions?programmeId={id}", new Response([.. ids]));
    }

    public static async Task CheckReferencesAsync(
        Validation check,
        IReadOnlyList<(string At, Held Held)> held,
        Session session,
        CancellationToken ct
    )
    {
        var hosts = (
            await session.Query<Guid>(
                KnownHosts,
                new { ids = held.Select(s => s.Held.HostId).OfType<Guid>().Distinct().ToArray() },
                ct
            )
        ).ToHashSet();
        Guid[] staff = [.. held.SelectMany(s => s.Held.StaffIds ?? []).Distinct()];
        var people = (await session.Query<Guid>(KnownStaff, new { ids = staff }, ct)).ToHashSet();
        foreach (var (at, s) in held)
        {
            check.That(s.HostId is not { } host || hosts.Contains(host), $"{at}/hostId", PlatformProblems.Unknown);
            check.That((s.StaffIds ?? []).All(people.Contains), $"{at}/staffIds", PlatformProblems.Unknown);
        }
        check.ThrowIfInvalid();
        session.RecordAccess(staff);
    }

    /// <exception cref="ProblemException">The programme has not begun, or a session lies outside its
    /// period.</exception>
    public static void Refuse(Programme programme, IReadOnlyList<(string At, Held Held)> held)
    {
        if (!ProgrammeRules.MayHoldSessions(programme.Status))
            throw new ProblemException(Problems.NotBegun);
        var outside = held.Where(s => !programme.Holds(s.Held.HeldOn!.Value))
            .Select(s => PlatformProblems.OutOfRange.At($"{s.At}/heldOn"))
            .ToList();
        if (outside.Count > 0)
            throw new ProblemException(Problems.OutsidePeriod, outside);
    }
}

using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Programmes;

/// <summary>Sessions that were held, up to 500 a call, all or none.</summary>
static class RecordSessions
{
    public const int Most = 500;

    /// <param name="HostId">The organization that gave it a room.</param>
    /// <param name="Headcount">How many came who are not entered one by one.</param>
    public sealed record Held(
        DateOnly? HeldOn,
        string? Place,
        string? Kind,
        Guid? HostId,
        Guid[]? StaffIds,
        int? Headcount
    );

    public sealed record Request(Held[]? Sessions);

    public sealed record Response(Guid[] Ids);

    const string KnownHosts = "select id from organizations where id = any (@ids)";
    const string KnownStaff = "select id from people where id = any (@ids)";

    [EndpointSummary("登记活动 Record sessions, up to 500")]
    public static async Task<Created<Response>> Handle(Guid id, Request request, Session session, CancellationToken ct)
    {
        var check = new Validation();
        var held = request.Sessions ?? [];
        check.That(held.Length > 0, "/sessions", PlatformProblems.Required);
        check.That(held.Length <= Most, "/sessions", PlatformProblems.TooLong);
        foreach (var (i, s) in held.Index())
            CheckOne(check, $"/sessions/{i}", s, session.Today);
        check.ThrowIfInvalid();
        var programme = await Programme.ReadAsync(id, session, ct);
        await CheckReferencesAsync(check, [.. held.Select((s, i) => ($"/sessions/{i}", s))], session, ct);
        Refuse(programme, [.. held.Select((s, i) => ($"/sessions/{i}", s))]);

        List<Guid> ids = [];
        foreach (var s in held)
        {
            ids.Add(Guid.CreateVersion7(session.Now));
            session.Defer(
                """
                insert into programme_sessions (
                    id, scope_key, programme_id, held_on, place, kind, host_id, staff_ids, headcount, recorded_at
                )
                values ($1, $2, $3, $4, $5, $6, $7::uuid, $8, $9, $10)
                """,
                ids[^1],
                programme.ScopeKey,
                id,
                s.HeldOn!.Value,
                s.Place!.Trim(),
                s.Kind!,
                s.HostId,
                s.StaffIds ?? [],
                s.Headcount ?? 0,
                session.Now
            );
        }
        return TypedResults.Created($"/organizations/v1/sessions?programmeId={id}", new Response([.. ids]));
    }

    public static void CheckOne(Validation check, string at, Held s, DateOnly today)
    {
        check.That(check.Value($"{at}/heldOn", s.HeldOn) <= today, $"{at}/heldOn", PlatformProblems.InFuture);
        check.Text($"{at}/place", s.Place);
        check.OneOf($"{at}/kind", s.Kind, CodeTables.SessionKind);
        check.That(s.Headcount is null or (>= 0 and <= 1_000_000), $"{at}/headcount", PlatformProblems.OutOfRange);
        check.That(s.StaffIds is null or { Length: <= 200 }, $"{at}/staffIds", PlatformProblems.TooLong);
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
        session.Saw(staff);
    }

    /// <exception cref="ProblemException">It has not begun, or a session lies outside its period.</exception>
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

using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Programmes;

/// <summary>
/// Replaces name, field, mode, period and budget; programmes below and its sessions must stay inside the period.
/// </summary>
static class ChangeProgramme
{
    public sealed record Request(
        [Required, Longest(200), Example("家庭教育进社区")] string Name,
        [Required, Longest(100), Example("家庭教育")] string Field,
        [Code(nameof(CodeTables.ProgrammeMode))] string? Mode,
        [Required] DateOnly? StartsOn,
        [Required] DateOnly? EndsOn,
        [Between(0, (double)Yuan.Most)] decimal? Budget
    );

    const string Outside = """
        select exists (select from programmes where parent_id = @id and (starts_on < @from or ends_on > @to))
            or exists (select from programme_sessions where programme_id = @id and (held_on < @from or held_on > @to))
            or exists (
                select from programmes p
                join programmes c on c.parent_id = p.id
                where c.id = @id and (@from < p.starts_on or @to > p.ends_on)
            )
        """;
    const string Change = """
        update programmes
        set name = @Name, field = @Field, mode = @Mode, starts_on = @from, ends_on = @to, budget = @Budget,
            version = version + 1
        where id = @id
        """;

    /// <summary>The first parent holds from the programme's first day on.</summary>
    const string Reach = """
        update programme_parents p
        set valid_from = @from
        where programme_id = @id and valid_from > @from and not exists (
            select from programme_parents e where e.programme_id = @id and e.valid_from < p.valid_from)
        """;
    const string Begun = """
        update programme_statuses s set since = @from where programme_id = @id and since > @from and not exists (
            select from programme_statuses e where e.programme_id = @id and e.since < s.since)
        """;

    [EndpointSummary("变更项目 Change name, field, mode, period or budget")]
    public static async Task<Ok<GetProgramme.Response>> Handle(
        Guid id,
        Request request,
        IfMatch ifMatch,
        Session session,
        CancellationToken ct
    )
    {
        await Programme.LockTreesAsync(session, ct);
        var programme = await Programme.HoldAsync(id, session, ct);
        var check = new Validation();
        var (from, to) = (request.StartsOn!.Value, request.EndsOn!.Value);
        check.That(to >= from, "/endsOn", PlatformProblems.OutOfRange);
        check.That(programme.Kind != "project" || request.Mode is not null, "/mode", PlatformProblems.Required);
        check.That(programme.Kind == "project" || request.Mode is null, "/mode", PlatformProblems.OutOfRange);
        check.Yuans("/budget", request.Budget);
        check.ThrowIfInvalid();
        ifMatch.Check(programme.Version);
        await CheckPeriodAsync(id, from, to, session, ct);
        if (!ProgrammeRules.IsBorneOut(request.Mode, await programme.RolesAsync(session, ct)))
            throw new ProblemException(Problems.ModeNotMet, PlatformProblems.OutOfRange.At("/mode"));
        await session.Execute(
            Change,
            new
            {
                id,
                request.Name,
                request.Field,
                request.Mode,
                from,
                to,
                request.Budget,
            },
            ct
        );
        await session.Execute(Reach, new { id, from }, ct);
        await session.Execute(Begun, new { id, from }, ct);
        return await GetProgramme.Handle(id, null, session, ct);
    }

    /// <exception cref="ProblemException">A programme below or a session lies outside the period.</exception>
    static async Task CheckPeriodAsync(Guid id, DateOnly from, DateOnly to, Session session, CancellationToken ct)
    {
        if (
            await session.AsSystem(
                () =>
                    session.Find<bool>(
                        Outside,
                        new
                        {
                            id,
                            from,
                            to,
                        },
                        ct
                    ),
                ct
            )
        )
            throw new ProblemException(
                Problems.OutsidePeriod,
                PlatformProblems.OutOfRange.At("/startsOn"),
                PlatformProblems.OutOfRange.At("/endsOn")
            );
    }
}

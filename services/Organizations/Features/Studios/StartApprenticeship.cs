using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Studios;

/// <summary>师带徒 A master of the studio takes an apprentice in a craft; later it ends, with its outcome.</summary>
static class StartApprenticeship
{
    public sealed record Request(Guid? MasterId, Guid? ApprenticeId, string? Craft, DateOnly? StartsOn);

    /// <param name="EndsOn">The last day; today if none is given.</param>
    public sealed record EndRequest(LastDay? EndsOn, string? Outcome);

    public sealed record Response(
        Guid Id,
        Guid StudioId,
        Guid MasterId,
        Guid ApprenticeId,
        string Craft,
        DateOnly StartsOn,
        LastDay? EndsOn,
        string? Outcome,
        long Version
    ) : IVersioned;

    const string Known = "select exists (select from people where id = @id)";
    const string Insert = """
        insert into studio_apprenticeships (id, scope_key, studio_id, master_id, apprentice_id, craft, starts_on)
        values (@pair, @ScopeKey, @id, @master, @apprentice, @craft, @from)
        on conflict (studio_id, master_id, apprentice_id, craft) where ends_on is null do nothing
        """;
    const string Find = """
        select id, studio_id, master_id, apprentice_id, craft, starts_on, ends_on, outcome, version
        from studio_apprenticeships
        where id = @id
        """;
    const string End =
        "update studio_apprenticeships set ends_on = @on, outcome = @outcome, version = version + 1 where id = @id";

    [EndpointSummary("师带徒 A master takes an apprentice")]
    public static async Task<IResult> Handle(Guid id, Request request, Session session, CancellationToken ct)
    {
        var check = new Validation();
        var (master, apprentice) = (
            check.Value("/masterId", request.MasterId),
            check.Value("/apprenticeId", request.ApprenticeId)
        );
        var craft = check.Text("/craft", request.Craft, 100);
        var from = request.StartsOn ?? session.Today;
        check.That(from <= session.Today, "/startsOn", PlatformProblems.InFuture);
        check.That(request.MasterId is null || master != apprentice, "/apprenticeId", PlatformProblems.Duplicate);
        check.ThrowIfInvalid();
        var studio = await Studio.HoldAsync(id, session, ct);
        studio.MustBeThere(from, "/startsOn");
        check.That(
            await session.Find<bool>(Known, new { id = apprentice }, ct),
            "/apprenticeId",
            PlatformProblems.Unknown
        );
        check.ThrowIfInvalid();
        if (!await studio.HasMemberAsync(master, from, session, ct))
            throw new ProblemException(Problems.NotOfStudio, PlatformProblems.Unknown.At("/masterId"));
        var pair = Guid.CreateVersion7(session.Now);
        if (
            await session.Execute(
                Insert,
                new
                {
                    pair,
                    studio.ScopeKey,
                    id,
                    master,
                    apprentice,
                    craft,
                    from,
                },
                ct
            ) == 0
        )
            throw new ProblemException(Problems.PairedAlready);
        session.Saw(master, apprentice);
        return TypedResults.Created(
            $"/organizations/v1/studio-apprenticeships/{pair}",
            await ReadAsync(pair, session, ct)
        );
    }

    [EndpointSummary("结束师徒结对 End an apprenticeship with its outcome")]
    public static async Task<IResult> HandleEnd(
        Guid id,
        EndRequest request,
        IfMatch ifMatch,
        Session session,
        CancellationToken ct
    )
    {
        var check = new Validation();
        var outcome = check.OneOf("/outcome", request.Outcome, StudioRules.Outcomes);
        var on = request.EndsOn ?? new(session.Today);
        check.That(on.Day <= session.Today, "/endsOn", PlatformProblems.InFuture);
        check.ThrowIfInvalid();
        var pair = await session.Find<Response>(Find + " for update", new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        ifMatch.Check(pair.Version);
        if (pair.EndsOn is not null)
            throw new ProblemException(Problems.PairEnded);
        check.That(on.Day >= pair.StartsOn, "/endsOn", PlatformProblems.OutOfRange);
        check.ThrowIfInvalid();
        await session.Execute(
            End,
            new
            {
                id,
                on,
                outcome,
            },
            ct
        );
        return TypedResults.Ok(await ReadAsync(id, session, ct));
    }

    [EndpointSummary("师徒结对 Apprenticeship")]
    public static async Task<IResult> HandleGet(Guid id, Session session, CancellationToken ct) =>
        TypedResults.Ok(await ReadAsync(id, session, ct));

    static async Task<Response> ReadAsync(Guid id, Session session, CancellationToken ct)
    {
        var pair = await session.Find<Response>(Find, new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        session.Saw(pair.MasterId, pair.ApprenticeId);
        return pair;
    }
}

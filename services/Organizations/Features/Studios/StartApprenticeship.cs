using Organizations.Features.People;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Studios;

/// <summary>师带徒 Starts an apprenticeship: a master of the studio takes an apprentice in a craft.</summary>
static class StartApprenticeship
{
    public sealed record Request(
        [Required] Guid? MasterId,
        [Required] Guid? ApprenticeId,
        [Required, Longest(100), Example("服装缝纫")] string Craft,
        DateOnly? StartsOn
    );

    const string Insert = """
        insert into studio_apprenticeships (id, scope_key, studio_id, master_id, apprentice_id, craft, starts_on)
        values (@pair, @ScopeKey, @id, @master, @apprentice, @Craft, @from)
        on conflict (studio_id, master_id, apprentice_id, craft) where ends_on is null do nothing
        """;

    [EndpointSummary("师带徒 Start an apprenticeship")]
    public static async Task<Created<ApprenticeshipRow>> Handle(
        Guid id,
        Request request,
        Session session,
        CancellationToken ct
    )
    {
        var check = new Validation();
        var (master, apprentice) = (request.MasterId!.Value, request.ApprenticeId!.Value);
        var from = request.StartsOn ?? session.Today;
        check.That(from <= session.Today, "/startsOn", PlatformProblems.InFuture);
        check.That(master != apprentice, "/apprenticeId", PlatformProblems.Duplicate);
        check.ThrowIfInvalid();
        var studio = await Studio.HoldAsync(id, session, ct);
        studio.MustBeThere(from, "/startsOn");
        check.That(await PersonInSight.SeesAsync(session, apprentice, ct), "/apprenticeId", PlatformProblems.Unknown);
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
                    request.Craft,
                    from,
                },
                ct
            ) == 0
        )
            throw new ProblemException(Problems.PairedAlready);
        session.RecordAccess(master, apprentice);
        return TypedResults.Created(
            $"/organizations/v1/studio-apprenticeships/{pair}",
            await ApprenticeshipRow.ReadAsync(pair, session, ct)
        );
    }
}

using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Programmes;

/// <summary>Ends an organization's part in a programme (If-Match: the programme's version).</summary>
static class EndProgrammeOrganization
{
    /// <param name="ValidTo">Last day; yesterday if not given.</param>
    public sealed record Request(LastDay? ValidTo);

    const string Find =
        "select valid_from, valid_to from programme_organizations where id = @partId and programme_id = @id";
    const string End = "update programme_organizations set valid_to = @to, version = version + 1 where id = @partId";

    [EndpointSummary("参与单位退出 End an organization's part in a programme")]
    public static async Task<Ok<GetProgramme.Response>> Handle(
        Guid id,
        Guid partId,
        Request request,
        IfMatch ifMatch,
        Session session,
        CancellationToken ct
    )
    {
        var programme = await Programme.HoldAsync(id, session, ct);
        ifMatch.Check(programme.Version);
        var part = await session.Find<Row>(Find, new { id, partId }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        if (part.ValidTo is not null)
            throw new ProblemException(Problems.PartEnded);
        var to = request.ValidTo?.Next ?? session.Today;
        if (to <= part.ValidFrom)
            throw new ProblemException(PlatformProblems.Invalid, PlatformProblems.OutOfRange.At("/validTo"));
        await session.Execute(End, new { partId, to }, ct);
        await programme.TouchAsync(session, ct);
        if (
            programme.Status is not ("completed" or "cancelled")
            && !ProgrammeRules.IsBorneOut(programme.Mode, await programme.RolesAsync(session, ct))
        )
            throw new ProblemException(Problems.ModeNotMet);
        return await GetProgramme.Handle(id, null, session, ct);
    }

    sealed record Row(DateOnly ValidFrom, DateOnly? ValidTo);
}

using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Studios;

/// <summary>Records a grant outside a selection.</summary>
static class RecordGrant
{
    /// <param name="Amount">Yuan.</param>
    public sealed record Request(
        [Required, Between(0.01, (double)Yuan.Most)] decimal? Amount,
        DateOnly? GrantedOn,
        [Lines, Longest(500), Example("用于购置缝纫设备")] string? Note
    );

    [EndpointSummary("补助 Grant money to a studio")]
    public static async Task<Created<GrantRow>> Handle(Guid id, Request request, Session session, CancellationToken ct)
    {
        var check = new Validation();
        check.Yuans("/amount", request.Amount);
        var on = request.GrantedOn ?? session.Today;
        check.That(on <= session.Today, "/grantedOn", PlatformProblems.InFuture);
        check.ThrowIfInvalid();
        var studio = await Studio.ReadAsync(id, session, ct);
        studio.MustBeThere(on, "/grantedOn");
        var grant = Guid.CreateVersion7(session.Now);
        await session.Execute(
            GrantRow.Insert,
            new
            {
                grant,
                studio.ScopeKey,
                StudioId = id,
                request.Amount,
                on,
                reverses = (Guid?)null,
                request.Note,
                by = session.Caller.SubjectId,
            },
            ct
        );
        return TypedResults.Created(
            $"/organizations/v1/studio-grants?studioId={id}",
            new GrantRow(grant, request.Amount!.Value)
        );
    }
}

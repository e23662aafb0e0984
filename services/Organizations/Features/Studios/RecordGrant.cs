using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Studios;

/// <summary>A grant of its own, outside a selection.</summary>
static class RecordGrant
{
    /// <param name="Amount">Yuan, more than 0.</param>
    public sealed record Request(decimal? Amount, DateOnly? GrantedOn, [Lines] string? Note);

    [EndpointSummary("补助 Grant money to a studio")]
    public static async Task<Created<GrantRow>> Handle(Guid id, Request request, Session session, CancellationToken ct)
    {
        var check = new Validation();
        var amount = check.Value("/amount", request.Amount);
        check.Yuans("/amount", request.Amount);
        check.That(request.Amount is not 0, "/amount", PlatformProblems.OutOfRange);
        var on = request.GrantedOn ?? session.Today;
        check.That(on <= session.Today, "/grantedOn", PlatformProblems.InFuture);
        var note = check.OptionalText("/note", request.Note, 500);
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
                amount,
                on,
                reverses = (Guid?)null,
                note,
                by = session.Caller.SubjectId,
            },
            ct
        );
        return TypedResults.Created($"/organizations/v1/studio-grants?studioId={id}", new GrantRow(grant, amount));
    }
}

using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Studios;

/// <summary>A grant of its own, outside a selection; and the reversal of one that was a mistake.</summary>
static class GrantStudio
{
    /// <param name="Amount">Yuan, more than 0.</param>
    public sealed record Request(decimal? Amount, DateOnly? GrantedOn, [Lines] string? Note);

    public sealed record ReverseRequest([Lines] string? Reason);

    public sealed record Response(Guid Id, decimal Amount);

    const string Insert = """
        insert into studio_grants (id, scope_key, studio_id, amount, granted_on, reverses_id, note, recorded_by)
        values (@grant, @ScopeKey, @StudioId, @amount, @on, @reverses, @note, @by)
        on conflict (reverses_id) do nothing
        """;
    const string Find = "select scope_key, studio_id, amount, reverses_id from studio_grants where id = @id";

    [EndpointSummary("补助 Grant money to a studio")]
    public static async Task<IResult> Handle(Guid id, Request request, Session session, CancellationToken ct)
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
            Insert,
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
        return TypedResults.Created($"/organizations/v1/studio-grants?studioId={id}", new Response(grant, amount));
    }

    [EndpointSummary("冲销补助 Reverse a grant")]
    public static async Task<IResult> HandleReverse(
        Guid id,
        ReverseRequest request,
        Session session,
        CancellationToken ct
    )
    {
        var check = new Validation();
        var note = check.Text("/reason", request.Reason, 500);
        check.ThrowIfInvalid();
        var row = await session.Find<Row>(Find, new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        var grant = Guid.CreateVersion7(session.Now);
        if (
            row.ReversesId is not null
            || await session.Execute(
                Insert,
                new
                {
                    grant,
                    row.ScopeKey,
                    row.StudioId,
                    amount = -row.Amount,
                    on = session.Today,
                    reverses = id,
                    note,
                    by = session.Caller.SubjectId,
                },
                ct
            ) == 0
        )
            throw new ProblemException(Problems.GrantReversed);
        return TypedResults.Created(
            $"/organizations/v1/studio-grants?studioId={row.StudioId}",
            new Response(grant, -row.Amount)
        );
    }

    sealed record Row(string ScopeKey, Guid StudioId, decimal Amount, Guid? ReversesId);
}

using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Studios;

/// <summary>Reverses a mistaken grant by a new row.</summary>
static class ReverseGrant
{
    public sealed record Request([Lines, Required, Longest(500), Example("重复发放")] string Reason);

    const string Find = "select scope_key, studio_id, amount, reverses_id from studio_grants where id = @id";

    [EndpointSummary("冲销补助 Reverse a grant")]
    public static async Task<Created<GrantRow>> Handle(Guid id, Request request, Session session, CancellationToken ct)
    {
        var row = await session.Find<Row>(Find, new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        var grant = Guid.CreateVersion7(session.Now);
        if (
            row.ReversesId is not null
            || await session.Execute(
                GrantRow.Insert,
                new
                {
                    grant,
                    row.ScopeKey,
                    row.StudioId,
                    Amount = -row.Amount,
                    on = session.Today,
                    reverses = id,
                    Note = request.Reason,
                    by = session.Caller.SubjectId,
                },
                ct
            ) == 0
        )
            throw new ProblemException(Problems.GrantReversed);
        return TypedResults.Created(
            $"/organizations/v1/studio-grants?studioId={row.StudioId}",
            new GrantRow(grant, -row.Amount)
        );
    }

    sealed record Row(string ScopeKey, Guid StudioId, decimal Amount, Guid? ReversesId);
}

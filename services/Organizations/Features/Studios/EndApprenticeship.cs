using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Studios;

static class EndApprenticeship
{
    /// <param name="EndsOn">The last day; today if not given.</param>
    public sealed record Request(
        LastDay? EndsOn,
        [Required, Code(nameof(CodeTables.ApprenticeshipOutcome))] string Outcome
    );

    const string End =
        "update studio_apprenticeships set ends_on = @on, outcome = @Outcome, version = version + 1 where id = @id";

    [EndpointSummary("结束师徒结对 End an apprenticeship with its outcome")]
    public static async Task<Ok<ApprenticeshipRow>> Handle(
        Guid id,
        Request request,
        IfMatch ifMatch,
        Session session,
        CancellationToken ct
    )
    {
        var check = new Validation();
        var on = request.EndsOn ?? new(session.Today);
        check.That(on.Day <= session.Today, "/endsOn", PlatformProblems.InFuture);
        check.ThrowIfInvalid();
        var pair = await ApprenticeshipRow.HoldAsync(id, session, ct);
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
                request.Outcome,
            },
            ct
        );
        return TypedResults.Ok(await ApprenticeshipRow.ReadAsync(id, session, ct));
    }
}

using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.OneTenHundred;

static class EndModelWomanLink
{
    /// <param name="On">The last day; yesterday if not given.</param>
    public sealed record Request(LastDay? On);

    const string End = "update model_women set valid_to = @on, ended_by = @by, version = version + 1 where id = @id";

    [EndpointSummary("结束结对 End a link to a model woman")]
    public static async Task<Ok<ModelWomanLink>> Handle(
        Guid id,
        Request request,
        IfMatch ifMatch,
        Session session,
        CancellationToken ct
    )
    {
        var link = await session.Find<ModelWomanLink>(ModelWomanLink.Find + " for update", new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        ifMatch.Check(link.Version);
        if (link.ValidTo is not null)
            throw new ProblemException(Problems.LinkEnded);
        var check = new Validation();
        check.That(request.On is null || request.On.Value.Day <= session.Today, "/on", PlatformProblems.InFuture);
        var on = request.On?.Next ?? session.Today;
        check.That(on >= link.ValidFrom, "/on", PlatformProblems.OutOfRange);
        check.ThrowIfInvalid();
        await session.Execute(
            End,
            new
            {
                id,
                on,
                by = session.Caller.Subject,
            },
            ct
        );
        return await GetModelWomanLink.Handle(id, session, ct);
    }
}

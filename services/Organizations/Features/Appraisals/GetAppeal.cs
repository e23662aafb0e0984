using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Appraisals;

static class GetAppeal
{
    [EndpointSummary("申诉 Appeal")]
    public static async Task<Ok<AppealView>> Handle(Guid id, Session session, CancellationToken ct)
    {
        var appeal = await session.Find<AppealView>(AppealView.Source + " where id = @id", new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        session.RecordAccess(appeal.PersonId);
        return TypedResults.Ok(appeal);
    }
}

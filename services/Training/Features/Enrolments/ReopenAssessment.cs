using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Training.Features.Enrolments;

/// <summary>
/// Takes back a wrong result before a certificate is issued: attendance is open again, and the learner is assessed
/// again.
/// </summary>
static class ReopenAssessment
{
    const string Find = "select state from enrolments where id = @id for update";
    const string Reopen = """
        update enrolments
        set state = 'enrolled', score = null, assessed_by = null, assessed_at = null, version = version + 1
        where id = @id and state in ('passed', 'failed')
        """;

    public sealed record Request;

    [EndpointSummary("撤回考核结果 Take a result back, before a certificate is issued")]
    public static async Task<Ok<EnrolmentView>> Handle(Guid id, Request? request, Session session, CancellationToken ct)
    {
        var state = await session.Find<string>(Find, new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        if (state == "certified")
            throw new ProblemException(Problems.CertificateStands);
        if (await session.Execute(Reopen, new { id }, ct) == 0)
            throw new ProblemException(Problems.NotAssessed);
        return await GetEnrolment.Handle(id, session, ct);
    }
}

using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Programmes;

static class SetProgrammeStatus
{
    public sealed record Request([Required, Code(nameof(CodeTables.ProgrammeStatus))] string Status);

    const string Change = "update programmes set status = @Status, version = version + 1 where id = @id";
    const string Remember = """
        insert into programme_statuses (programme_id, status, scope_key, since) values (@id, @Status, @ScopeKey, @today)
        on conflict (programme_id, since) do update set status = excluded.status
        """;

    [EndpointSummary("变更状态 Change the status of a programme")]
    public static async Task<Ok<GetProgramme.Response>> Handle(
        Guid id,
        Request request,
        IfMatch ifMatch,
        Session session,
        CancellationToken ct
    )
    {
        var programme = await Programme.HoldAsync(id, session, ct);
        ifMatch.Check(programme.Version);
        if (!ProgrammeRules.MayBecome(programme.Status, request.Status))
            throw new ProblemException(Problems.NoSuchTransition, PlatformProblems.OutOfRange.At("/status"));
        await session.Execute(Change, new { id, request.Status }, ct);
        await session.Execute(
            Remember,
            new
            {
                id,
                request.Status,
                programme.ScopeKey,
                today = session.Today,
            },
            ct
        );
        return await GetProgramme.Handle(id, null, session, ct);
    }
}

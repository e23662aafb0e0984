using Contracts.Organizations.V1;
using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Appointments;

/// <summary>
/// Ends an appointment now, or with a day before or after today. Offices that were drawn from it and coverages in the
/// post end with it.
/// </summary>
static class EndAppointment
{
    /// <param name="On">The last day, in China; the appointment ends at once if not given.</param>
    /// <param name="Reason">Optional; the leader rule does not propose a person again who gave a group up or was
    /// removed.</param>
    public sealed record Request(LastDay? On, [Code(nameof(CodeTables.AppointmentEnd))] string? Reason);

    const string Find = """
        select version, post, scope_key, valid_from, valid_to, ended_at
        from appointments
        where id = @id
        for update
        """;
    const string Others = """
        select exists (
            select from appointments
            where post = @Post
                and scope_key = ''
                and id <> @id
                and ended_at is null
                and valid_from <= @Now
                and valid_to is null
        )
        """;
    const string This = "select @id::uuid as id, @at::timestamptz as at";

    [EndpointSummary("结束任职 End an appointment")]
    public static async Task<Ok<GetAppointment.Response>> Handle(
        Guid id,
        Request? request,
        IfMatch ifMatch,
        Session session,
        CancellationToken ct
    )
    {
        var row = await session.Find<Row>(Find, new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        await Appointing.GuardAdministratorsAsync(row.Post, session, ct);
        if (row.EndedAt is not null)
            throw new ProblemException(Problems.AppointmentEnded);
        ifMatch.Check(row.Version);
        var at = request?.On is { } last ? last.End : session.Now;
        if ((request?.On is null ? at < row.ValidFrom : at <= row.ValidFrom) || at > row.ValidTo)
            throw new ProblemException(PlatformProblems.Invalid, PlatformProblems.OutOfRange.At("/on"));
        if (row is { Post: Post.PlatformAdministrator, ScopeKey: "" })
        {
            // Serializes two administrators who end each other at the same moment.
            await session.Execute("select pg_advisory_xact_lock(hashtext('last administrator'))", ct);
            if (
                !await session.Find<bool>(
                    Others,
                    new
                    {
                        row.Post,
                        id,
                        session.Now,
                    },
                    ct
                )
            )
                throw new ProblemException(Problems.LastAdministrator);
        }
        var (_, with) = await EndedAppointments.EndAsync(This, new { id, at }, session, ct, reason: request?.Reason);
        return TypedResults.Ok(await GetAppointment.AnswerAsync(id, session, ct, with));
    }

    sealed record Row(
        long Version,
        string Post,
        string ScopeKey,
        DateTimeOffset ValidFrom,
        DateTimeOffset? ValidTo,
        DateTimeOffset? EndedAt
    );
}

using Contracts.Organizations.V1;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Appointments;

static class EndAppointment
{
    const string Find = "select person_id, post, scope_key, ended_at from appointments where id = @id for update";
    const string Others =
        """
        select exists (select from appointments where post = @Post and scope_key = '' and id <> @id and ended_at is null and valid_from <= @Now and valid_to is null)
        """;
    const string End = "update appointments set ended_at = @Now, ended_by = @by, version = version + 1 where id = @id";

    public static async Task<IResult> Handle(Guid id, Session session, CancellationToken ct)
    {
        var row = await session.Find<Row>(Find, new { id }, ct) ?? throw new ProblemException(PlatformProblems.NotFound);
        if (row.EndedAt is not null) throw new ProblemException(Problems.AppointmentEnded);
        if (row is { Post: Post.PlatformAdministrator, ScopeKey: "" })
        {
            // Two administrators who end each other at the same moment take turns.
            await session.Execute("select pg_advisory_xact_lock(hashtext('last administrator'))", ct: ct);
            if (!await session.Find<bool>(Others, new { row.Post, id, session.Now }, ct)) throw new ProblemException(Problems.LastAdministrator);
        }
        await session.Execute(End, new { id, by = session.Caller.SubjectId, session.Now }, ct);
        session.Publish(new AppointmentEnded(id, row.PersonId, session.Now));
        session.Saw(row.PersonId);
        return await GetAppointment.Handle(id, session, ct);
    }

    sealed record Row(Guid PersonId, string Post, string ScopeKey, DateTimeOffset? EndedAt);
}

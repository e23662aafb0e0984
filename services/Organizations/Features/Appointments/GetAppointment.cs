using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Appointments;

static class GetAppointment
{
    /// <param name="ValidTo">The last day as appointed.</param>
    /// <param name="EndedAt">The moment of the end, if it was ended.</param>
    public sealed record Response(
        Guid Id,
        Guid PersonId,
        [Code(nameof(CodeTables.Post))] string Post,
        Guid? DivisionId,
        Guid? OrganizationId,
        DateTimeOffset ValidFrom,
        LastDay? ValidTo,
        DateTimeOffset? EndedAt,
        [Code(nameof(CodeTables.Basis))] string? Basis,
        [Code(nameof(CodeTables.AppointmentMode))] string Mode,
        Guid? SourceId,
        Guid? DocumentId,
        [Code(nameof(CodeTables.AppointmentEnd))] string? EndReason,
        long Version
    ) : IVersioned
    {
        /// <summary>
        /// In the answer to an end or a shortening: offices that were drawn from it and ended with it.
        /// </summary>
        public IReadOnlyList<Guid>? AlsoEnded { get; init; }
    }

    static readonly string Find =
        $"select id, person_id, post, division_id, organization_id, valid_from, {LastDay.Sql("valid_to")} "
        + "as valid_to, ended_at, basis, mode, source_id, document_id, end_reason, version "
        + "from appointments where id = @id";

    [EndpointSummary("任职 Appointment")]
    public static async Task<Ok<Response>> Handle(Guid id, Session session, CancellationToken ct) =>
        TypedResults.Ok(await AnswerAsync(id, session, ct));

    public static async Task<Response> AnswerAsync(
        Guid id,
        Session session,
        CancellationToken ct,
        IReadOnlyList<EndedAppointments.Seat>? alsoEnded = null
    )
    {
        var row = await session.Find<Response>(Find, new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        session.RecordAccess(row.PersonId);
        return alsoEnded is { Count: > 0 } ? row with { AlsoEnded = [.. alsoEnded.Select(s => s.Id)] } : row;
    }
}

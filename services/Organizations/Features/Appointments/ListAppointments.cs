using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Appointments;

/// <summary>Appointments in the caller's scope, of an area or an organization, of all times or of one day.</summary>
static class ListAppointments
{
    /// <param name="asOf">Only appointments in force at the end of this day, in China; names of places are those of the
    /// day.</param>
    /// <param name="below">Only this division and those below, as of the day.</param>
    [EndpointSummary("任职名单 Appointments, of one day with asOf; filter, sort, CSV, XLSX")]
    public static Task<ListAnswer<AppointmentList.Item>> Handle(
        DateOnly? asOf,
        Guid? below,
        ListQuery query,
        Session session,
        CancellationToken ct
    ) => AppointmentList.AnswerAsync(null, asOf, below, query, session, ct);
}

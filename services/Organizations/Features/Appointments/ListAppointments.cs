using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Appointments;

/// <summary>
/// Appointments the caller may see, of an area or an organization, all there ever were or those of one day.
/// </summary>
static class ListAppointments
{
    /// <param name="asOf">Only those that hold at the end of this day, in China; places are called as they were
    /// then.</param>
    /// <param name="below">Only those in this division and below, as the tree was then.</param>
    [EndpointSummary("任职名单 Appointments, of one day with asOf; filter, sort, CSV, XLSX")]
    public static Task<ListAnswer<AppointmentList.Item>> Handle(
        DateOnly? asOf,
        Guid? below,
        ListQuery query,
        Session session,
        CancellationToken ct
    ) => AppointmentList.AnswerAsync(null, asOf, below, query, session, ct);
}

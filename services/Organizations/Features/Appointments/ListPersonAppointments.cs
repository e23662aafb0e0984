using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Appointments;

/// <summary>The posts of one person that the caller may see.</summary>
static class ListPersonAppointments
{
    [EndpointSummary("某人的任职 Posts of a person, of one day with asOf")]
    public static Task<ListAnswer<AppointmentList.Item>> Handle(
        Guid id,
        DateOnly? asOf,
        ListQuery query,
        Session session,
        CancellationToken ct
    ) => AppointmentList.AnswerAsync(id, asOf, null, query, session, ct);
}

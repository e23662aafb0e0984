using ServiceDefaults.Data;

namespace Organizations.Features.Programmes;

/// <summary>
/// Adds participants to a session. Unidentified people go into the session's headcount; a repeated entry counts once.
/// </summary>
static class AddParticipations
{
    const string AddPeople = """
        insert into programme_participations (session_id, beneficiary, scope_key, person_id, recorded_at)
        select @id, uuid_send(p), @key, p, @Now
        from unnest(@people) p
        on conflict do nothing
        """;
    const string AddOutside = """
        insert into programme_participations (session_id, beneficiary, scope_key, register_id, recorded_at)
        select @id, b, @key, @register, @Now
        from unnest(@indexes) b
        on conflict do nothing
        """;

    [EndpointSummary("登记参加者 Add participants, up to 5,000")]
    public static Task<Ok<Participations.Response>> Handle(
        Guid id,
        Participations.Request request,
        Session session,
        CancellationToken ct
    ) => Participations.ChangeAsync(id, request, AddPeople, AddOutside, session, ct);
}

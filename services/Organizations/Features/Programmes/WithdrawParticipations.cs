using ServiceDefaults.Data;

namespace Organizations.Features.Programmes;

/// <summary>Takes out what was entered by mistake; Added is then how many went.</summary>
static class WithdrawParticipations
{
    const string RemovePeople =
        "delete from programme_participations where session_id = @id and person_id = any (@people)";
    const string RemoveOutside = """
        delete
        from programme_participations
        where session_id = @id and register_id = @register and beneficiary = any (@indexes)
        """;

    [EndpointSummary("撤销误登 Take out who was entered by mistake")]
    public static Task<Ok<Participations.Response>> Handle(
        Guid id,
        Participations.Request request,
        Session session,
        CancellationToken ct
    ) => Participations.ChangeAsync(id, request, RemovePeople, RemoveOutside, session, ct);
}

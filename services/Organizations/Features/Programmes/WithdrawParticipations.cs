using ServiceDefaults.Data;

namespace Organizations.Features.Programmes;

/// <summary>Removes participants that were entered by mistake; Added is the number of removed ones.</summary>
static class WithdrawParticipations
{
    const string RemovePeople =
        "delete from programme_participations where session_id = @id and person_id = any (@people)";
    const string RemoveOutside = """
        delete
        from programme_participations
        where session_id = @id and register_id = @register and beneficiary = any (@indexes)
        """;

    [EndpointSummary("撤销误登 Remove participants entered by mistake")]
    public static Task<Ok<Participations.Response>> Handle(
        Guid id,
        Participations.Request request,
        Session session,
        CancellationToken ct
    ) => Participations.ChangeAsync(id, request, RemovePeople, RemoveOutside, session, ct);
}

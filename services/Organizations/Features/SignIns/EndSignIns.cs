using Organizations.Features.People;
using ServiceDefaults.Data;

namespace Organizations.Features.SignIns;

/// <summary>Ends all sign-ins of a person, as after the loss of a phone; also where there is none.</summary>
static class EndSignIns
{
    [EndpointSummary("结束人员的登录 Ends all sign-ins of a person")]
    public static async Task<NoContent> Handle(Guid id, Session session, CancellationToken ct)
    {
        await PersonInSight.MustSeeAsync(session, id, ct);
        await session.Execute("delete from sign_ins where person_id = @id", new { id }, ct);
        session.RecordAccess(id);
        return TypedResults.NoContent();
    }
}

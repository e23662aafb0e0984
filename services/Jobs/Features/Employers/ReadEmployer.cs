using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.Sealing;

namespace Jobs.Features.Employers;

static class ReadEmployer
{
    public const string Select = "select id, credit_code, name, division_id, contact_sealed, version from employers";

    [EndpointSummary("用人单位 One employer")]
    public static async Task<Ok<Response>> Handle(Guid id, Session session, CancellationToken ct)
    {
        var row = await session.Find<Row>(Select + " where id = @id", new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        session.Saw(id);
        return TypedResults.Ok(row.View(session));
    }

    /// <param name="Contact">In full for the employer itself, masked for officers.</param>
    public sealed record Response(
        Guid Id,
        string CreditCode,
        string Name,
        Guid DivisionId,
        string? Contact,
        long Version
    ) : IVersioned;

    public sealed record Row(
        Guid Id,
        string CreditCode,
        string Name,
        Guid DivisionId,
        byte[]? ContactSealed,
        long Version
    )
    {
        public Response View(Session session)
        {
            var contact = session.Show(ContactSealed, "employers", Id, "contact");
            return new(
                Id,
                CreditCode,
                Name,
                DivisionId,
                contact is null || session.Caller.OrganizationId == Id ? contact : Mask.Middle(contact, 3, 2),
                Version
            );
        }
    }
}

using Census.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Census.Features.Residents;

/// <summary>Answers a resident's numbers unmasked, for a stated reason that the audit keeps.</summary>
static class DiscloseResident
{
    public sealed record Request(
        [Required, Items(10), Distinct, Code(nameof(CodeTables.DisclosedField))] IReadOnlyList<string> Fields,
        [Lines, Required, Longest(200), Example("约定入户时间")] string Reason
    );

    public sealed record Response(Guid ResidentId, string? CitizenId, string? Telephone);

    [EndpointSummary("查看完整号码 Disclose numbers for a reason")]
    [AnswerNotKept]
    public static async Task<Ok<Response>> Handle(Guid id, Request request, Session session, CancellationToken ct)
    {
        var check = new Validation();
        check.Reason("/reason", request.Reason, Problems.NoReason);
        check.ThrowIfInvalid();

        var row = await session.Find<ResidentRow>(ResidentRow.ById, new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        session.GiveReason(request.Reason);
        session.RecordAccess(id);
        string? Open(string field, byte[]? cipher, string column) =>
            request.Fields.Contains(field) && cipher is not null
                ? session.Sealer.Open(cipher, ResidentRow.Table, id, column)
                : null;
        return TypedResults.Ok(
            new Response(
                id,
                Open("citizen-id", row.CitizenId, "citizen_id"),
                Open("telephone", row.Telephone, "telephone")
            )
        );
    }
}

using Census.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Census.Features.Residents;

/// <summary>Unmasks numbers of one resident for a stated reason, which the audit keeps.</summary>
static class DiscloseResident
{
    public sealed record Request(IReadOnlyList<string?>? Fields, [Lines] string? Reason);

    public sealed record Response(Guid ResidentId, string? CitizenId, string? Telephone);

    [EndpointSummary("查看完整号码 Disclose numbers for a reason")]
    [AnswerNotKept]
    public static async Task<Ok<Response>> Handle(Guid id, Request request, Session session, CancellationToken ct)
    {
        var check = new Validation();
        var fields = request.Fields ?? [];
        if (fields.Count == 0)
            check.Add("/fields", PlatformProblems.Required);
        for (var i = 0; i < fields.Count; i++)
            if (
                check.OneOf($"/fields/{i}", fields[i], CodeTables.DisclosedField).Length > 0
                && fields.Take(i).Contains(fields[i])
            )
                check.Add($"/fields/{i}", PlatformProblems.Duplicate);
        var reason = check.Reason("/reason", request.Reason, Problems.NoReason);
        check.ThrowIfInvalid();

        var row = await session.Find<ResidentRow>(ResidentRow.ById, new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        session.Because(reason);
        session.Saw(id);
        string? Open(string field, byte[]? cipher, string column) =>
            fields.Contains(field) && cipher is not null
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

using Organizations.Domain;
using Organizations.Features.Organizations;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Studios;

/// <summary>成果转化 A result of a studio goes to somebody who uses it, under a contract.</summary>
static class TransferResult
{
    /// <param name="Value">Yuan.</param>
    /// <param name="Via">The platform it went through.</param>
    /// <param name="UniversityId">A university that took part.</param>
    public sealed record Request(
        string? ContractNumber,
        string? Name,
        string? Recipient,
        DateOnly? TransferredOn,
        decimal? Value,
        string? Via,
        Guid? UniversityId
    );

    const string Insert = """
        insert into studio_results (
            id, scope_key, studio_id, contract_number, name, recipient, transferred_on, value, via, university_id
        )
        values (@result, @ScopeKey, @id, @contract, @name, @recipient, @on, @value, @via, @UniversityId)
        on conflict (studio_id, contract_number)
            do nothing
        """;

    [EndpointSummary("登记成果转化 Record a result that was transferred")]
    public static async Task<Created<ResultRow>> Handle(Guid id, Request request, Session session, CancellationToken ct)
    {
        var check = new Validation();
        var contract = check.Text("/contractNumber", request.ContractNumber, 100);
        var name = check.Text("/name", request.Name);
        var recipient = check.Text("/recipient", request.Recipient);
        var on = check.Value("/transferredOn", request.TransferredOn);
        check.That(on <= session.Today, "/transferredOn", PlatformProblems.InFuture);
        var value = check.Value("/value", request.Value);
        check.Yuans("/value", request.Value);
        var via = check.OptionalText("/via", request.Via);
        check.That(
            request.UniversityId is not { } university || await OrganizationInSight.SeesAsync(session, university, ct),
            "/universityId",
            PlatformProblems.Unknown
        );
        check.ThrowIfInvalid();
        var studio = await Studio.ReadAsync(id, session, ct);
        studio.MustBeThere(on, "/transferredOn");
        var result = Guid.CreateVersion7(session.Now);
        if (
            await session.Execute(
                Insert,
                new
                {
                    result,
                    studio.ScopeKey,
                    id,
                    contract,
                    name,
                    recipient,
                    on,
                    value,
                    via,
                    request.UniversityId,
                },
                ct
            ) == 0
        )
            throw new ProblemException(Problems.ContractRecorded, PlatformProblems.Duplicate.At("/contractNumber"));
        return TypedResults.Created(
            $"/organizations/v1/studio-results/{result}",
            await ResultRow.ReadAsync(result, session, ct)
        );
    }
}

using Organizations.Domain;
using Organizations.Features.Organizations;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Studios;

/// <summary>成果转化 Transfers a result of a studio to a user, under a contract.</summary>
static class TransferResult
{
    /// <param name="Value">Yuan.</param>
    /// <param name="Via">The platform of the transfer.</param>
    /// <param name="UniversityId">A university that took part.</param>
    public sealed record Request(
        [Required, Longest(100), Example("HT-2024-018")] string ContractNumber,
        [Required, Longest(200), Example("多功能缝纫压脚")] string Name,
        [Required, Longest(200), Example("某服装有限公司")] string Recipient,
        [Required] DateOnly? TransferredOn,
        [Required, Between(0, (double)Yuan.Most)] decimal? Value,
        [Longest(200), Example("市技术交易中心")] string? Via,
        Guid? UniversityId
    );

    const string Insert = """
        insert into studio_results (
            id, scope_key, studio_id, contract_number, name, recipient, transferred_on, value, via, university_id
        )
        values (
            @result, @ScopeKey, @id, @ContractNumber, @Name, @Recipient, @TransferredOn, @Value, @Via, @UniversityId
        )
        on conflict (studio_id, contract_number)
            do nothing
        """;

    [EndpointSummary("登记成果转化 Record the transfer of a result")]
    public static async Task<Created<ResultRow>> Handle(Guid id, Request request, Session session, CancellationToken ct)
    {
        var check = new Validation();
        check.That(request.TransferredOn <= session.Today, "/transferredOn", PlatformProblems.InFuture);
        check.Yuans("/value", request.Value);
        check.That(
            request.UniversityId is not { } university || await OrganizationInSight.SeesAsync(session, university, ct),
            "/universityId",
            PlatformProblems.Unknown
        );
        check.ThrowIfInvalid();
        var studio = await Studio.ReadAsync(id, session, ct);
        studio.MustBeThere(request.TransferredOn!.Value, "/transferredOn");
        var result = Guid.CreateVersion7(session.Now);
        if (
            await session.Execute(
                Insert,
                new
                {
                    result,
                    studio.ScopeKey,
                    id,
                    request.ContractNumber,
                    request.Name,
                    request.Recipient,
                    request.TransferredOn,
                    request.Value,
                    request.Via,
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

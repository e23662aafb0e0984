using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Studios;

/// <summary>A result of a studio, in the table and in answers.</summary>
sealed record ResultRow(
    Guid Id,
    Guid StudioId,
    string ContractNumber,
    string Name,
    string Recipient,
    DateOnly TransferredOn,
    decimal Value,
    string? Via,
    Guid? UniversityId,
    long Version
) : IVersioned
{
    const string Find = """
        select id, studio_id, contract_number, name, recipient, transferred_on, value, via, university_id, version
        from studio_results
        where id = @id
        """;

    public static async Task<ResultRow> ReadAsync(Guid id, Session session, CancellationToken ct) =>
        await session.Find<ResultRow>(Find, new { id }, ct) ?? throw new ProblemException(PlatformProblems.NotFound);
}

using Census.Domain;
using Census.Features.Residents;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Census.Features.Households;

/// <summary>A household with its residents.</summary>
static class GetHousehold
{
    public sealed record Response(
        Guid Id,
        Guid DivisionId,
        string? Division,
        string? Address,
        [Code(nameof(CodeTables.HouseholdType))] string Type,
        string? Dwelling,
        [Code(nameof(CodeTables.Category))] IReadOnlyList<string> Categories,
        IReadOnlyList<ResidentView> Residents,
        Guid RegisteredBy,
        DateTimeOffset RegisteredAt,
        long Version
    ) : IVersioned;

    const string Household = """
        select h.id, h.version, h.division_id, a.name as division, h.address, h.type, h.dwelling, h.categories,
            h.registered_by, h.registered_at
        from households h left join platform.areas a on a.id = h.division_id where h.id = @id
        """;

    const string Residents = $"""
        select {ResidentRow.Columns}
        from residents r
        where r.household_id = @id
        order by r.relation, r.birth_date, r.id
        """;

    [EndpointSummary("家庭详情 One household with its residents")]
    public static async Task<Ok<Response>> Handle(Guid id, Session session, CancellationToken ct)
    {
        var row = await session.Find<Row>(Household, new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        var residents = await session.Query<ResidentRow>(Residents, new { id }, ct);
        session.RecordAccess(residents.Select(r => r.Id));
        return TypedResults.Ok(
            new Response(
                row.Id,
                row.DivisionId,
                row.Division,
                session.Show(row.Address, "households", id, "address"),
                row.Type,
                session.Show(row.Dwelling, "households", id, "dwelling"),
                row.Categories,
                [.. residents.Select(r => r.View(session))],
                row.RegisteredBy,
                row.RegisteredAt,
                row.Version
            )
        );
    }

    sealed record Row(
        Guid Id,
        long Version,
        Guid DivisionId,
        string? Division,
        byte[] Address,
        string Type,
        byte[]? Dwelling,
        string[] Categories,
        Guid RegisteredBy,
        DateTimeOffset RegisteredAt
    );
}

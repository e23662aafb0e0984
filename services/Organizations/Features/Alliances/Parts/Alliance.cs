using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Alliances;

/// <summary>A row of alliances.</summary>
/// <param name="ValidTo">The first day after the alliance's end.</param>
sealed record Alliance(
    Guid Id,
    string ScopeKey,
    Guid DivisionId,
    Guid? OrganizationId,
    string Name,
    DateOnly ValidFrom,
    DateOnly? ValidTo,
    long Version
)
{
    public const string Columns = "id, scope_key, division_id, organization_id, name, valid_from, valid_to, version";

    const string Find = $"select {Columns} from alliances where id = @id";
    const string Hold = $"{Find} for update";
    const string Count = "update alliances set version = version + 1 where id = @id";

    public static async Task<Alliance> ReadAsync(Guid id, Session session, CancellationToken ct) =>
        await session.Find<Alliance>(Find, new { id }, ct) ?? throw new ProblemException(PlatformProblems.NotFound);

    /// <summary>Reads and locks an alliance: concurrent changes to it run one after the other.</summary>
    public static async Task<Alliance> HoldAsync(Guid id, Session session, CancellationToken ct) =>
        await session.Find<Alliance>(Hold, new { id }, ct) ?? throw new ProblemException(PlatformProblems.NotFound);

    /// <summary>Raises the version after a change of its parts.</summary>
    public Task TouchAsync(Session session, CancellationToken ct) => session.Execute(Count, new { id = Id }, ct);

    public bool IsOn(DateOnly day) => ValidFrom <= day && (ValidTo is null || day < ValidTo);
}

using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Alliances;

/// <summary>An alliance as it is kept.</summary>
/// <param name="ValidTo">The first day it is no more.</param>
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

    /// <summary>Reads it for a change; changes to one alliance take turns.</summary>
    public static async Task<Alliance> HoldAsync(Guid id, Session session, CancellationToken ct) =>
        await session.Find<Alliance>(Hold, new { id }, ct) ?? throw new ProblemException(PlatformProblems.NotFound);

    /// <summary>Its parts have changed, and so has its version.</summary>
    public Task TouchAsync(Session session, CancellationToken ct) => session.Execute(Count, new { id = Id }, ct);

    public bool IsOn(DateOnly day) => ValidFrom <= day && (ValidTo is null || day < ValidTo);
}

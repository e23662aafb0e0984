using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Studios;

/// <summary>A row of studios.</summary>
/// <param name="ClosedOn">The first day after the studio's end.</param>
sealed record Studio(
    Guid Id,
    string ScopeKey,
    Guid DivisionId,
    Guid? OwnerId,
    string Field,
    DateOnly FoundedOn,
    DateOnly? ClosedOn,
    long Version
)
{
    const string Find = """
        select id, scope_key, division_id, owner_id, field, founded_on, closed_on, version from studios where id = @id
        """;
    const string Hold = $"{Find} for update";
    const string Member = """
        select exists (
            select from studio_members
            where studio_id = @id
                and person_id = @person
                and platform.in_force(valid_from, valid_to, @day)
        )
        """;

    public static async Task<Studio> ReadAsync(Guid id, Session session, CancellationToken ct) =>
        await session.Find<Studio>(Find, new { id }, ct) ?? throw new ProblemException(PlatformProblems.NotFound);

    /// <summary>Reads and locks a studio: concurrent changes to it run one after the other.</summary>
    public static async Task<Studio> HoldAsync(Guid id, Session session, CancellationToken ct) =>
        await session.Find<Studio>(Hold, new { id }, ct) ?? throw new ProblemException(PlatformProblems.NotFound);

    /// <exception cref="ProblemException">The studio did not exist on that day.</exception>
    public void MustBeThere(DateOnly day, string pointer)
    {
        if (day < FoundedOn || ClosedOn <= day)
            throw new ProblemException(Problems.StudioNotThere, PlatformProblems.OutOfRange.At(pointer));
    }

    /// <summary>Raises the version after a change of its members.</summary>
    public Task TouchAsync(Session session, CancellationToken ct) =>
        session.Execute("update studios set version = version + 1 where id = @Id", new { Id }, ct);

    public Task<bool> HasMemberAsync(Guid person, DateOnly day, Session session, CancellationToken ct) =>
        session.Find<bool>(
            Member,
            new
            {
                id = Id,
                person,
                day,
            },
            ct
        );
}

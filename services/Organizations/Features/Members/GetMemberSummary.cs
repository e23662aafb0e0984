using Organizations.Domain;
using Organizations.Features.Organizations;
using ServiceDefaults.Data;

namespace Organizations.Features.Members;

static class GetMemberSummary
{
    public sealed record Count(
        [Code(nameof(CodeTables.MemberRole))] string Role,
        [Code(nameof(CodeTables.Discipline))] string? Discipline,
        long Members
    );

    public sealed record Response(IReadOnlyList<Count> Counts, long Total);

    const string Counts = """
        select role, discipline, count(*) as members from memberships
        where organization_id = @id and platform.in_force(valid_from, valid_to, @day)
        group by role, discipline
        order by role, discipline
        """;

    /// <summary>Counted from the records of the day.</summary>
    [EndpointSummary("会员统计 Numbers of members by role and discipline")]
    public static async Task<Ok<Response>> Handle(Guid id, DateOnly? asOf, Session session, CancellationToken ct)
    {
        await OrganizationInSight.MustSeeAsync(session, id, ct);
        var counts = await session.Query<Count>(Counts, new { id, day = asOf ?? session.Today }, ct);
        return TypedResults.Ok(new Response(counts, counts.Sum(c => c.Members)));
    }
}

using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.GroupLeaders;

static class GetPreview
{
    /// <param name="GridStaff">Of the new leaders: women who head or work the grid.</param>
    /// <param name="ExecutiveMembers">Executive members who work a grid or answer for one.</param>
    /// <param name="Others">Executive members who work no grid, nominees and volunteers.</param>
    /// <param name="Leaders">Micro-grids whose group has, or would have, a leader.</param>
    public sealed record Response(
        Guid Id,
        Guid DivisionId,
        int RuleVersion,
        [Code(nameof(CodeTables.LeaderSource))] string[] Order,
        [Code(nameof(CodeTables.LeaderTie))] string[] Ties,
        int GroupsAWoman,
        int MicroGrids,
        int Kept,
        int Appoint,
        int GridStaff,
        int ExecutiveMembers,
        int Others,
        int Leaders,
        int Vacant,
        int CoOpt,
        DateTimeOffset MadeAt,
        DateTimeOffset? AppliedAt,
        long Version
    ) : IVersioned;

    const string Find = """
        select p.id, p.division_id, p.rule_version, p.sources as "order", p.ties, p.groups_a_woman, c.*, p.made_at,
            p.applied_at, p.version
        from leader_previews p cross join lateral (
            select count(*) filter (where outcome <> 'co-opt')::int as micro_grids,
                count(*) filter (where outcome = 'kept')::int as kept,
                count(*) filter (where outcome = 'appoint')::int as appoint,
                count(*) filter (where counted_as = 'grid-staff')::int as grid_staff,
                count(*) filter (where counted_as = 'executive-members')::int as executive_members,
                count(*) filter (where counted_as = 'others')::int as others,
                count(*) filter (where outcome in ('kept', 'appoint'))::int as leaders,
                count(*) filter (where outcome = 'vacant')::int as vacant,
                count(*) filter (where outcome = 'co-opt' and vacancy is null)::int as co_opt
            from leader_preview_entries e where e.preview_id = p.id) c
        where p.id = @id
        """;

    [EndpointSummary("双向互兼预览结果 A preview and its counts")]
    public static async Task<Ok<Response>> Handle(Guid id, Session session, CancellationToken ct) =>
        TypedResults.Ok(await AnswerAsync(id, session, ct));

    public static async Task<Response> AnswerAsync(Guid id, Session session, CancellationToken ct) =>
        await session.Find<Response>(Find, new { id }, ct) ?? throw new ProblemException(PlatformProblems.NotFound);
}

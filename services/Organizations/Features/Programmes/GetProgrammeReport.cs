using Organizations.Domain;
using ServiceDefaults.Data;

namespace Organizations.Features.Programmes;

/// <summary>
/// The reach of a programme and of each one below it up to a day: of its own sessions and of its whole tree, as the
/// tree was on that day. A caller who sees a programme gets the sums of its tree; programmes outside the caller's area
/// have no line.
/// </summary>
static class GetProgrammeReport
{
    public sealed record Figures(
        long Sessions,
        long PersonTimes,
        long Participations,
        long Headcount,
        long DistinctKnown,
        long DistinctAtLeast,
        long DistinctAtMost
    );

    /// <param name="Own">Figures of its own sessions.</param>
    /// <param name="Tree">Figures of these and of all below.</param>
    public sealed record Node(
        Guid Id,
        Guid? ParentId,
        int Depth,
        [Code(nameof(CodeTables.ProgrammeKind))] string Kind,
        string Name,
        [Code(nameof(CodeTables.ProgrammeMode))] string? Mode,
        [Code(nameof(CodeTables.ProgrammeStatus))] string? Status,
        decimal? Budget,
        Figures Own,
        Figures Tree
    );

    public sealed record Host(Guid HostId, string? Name, long Sessions, long PersonTimes, long DistinctKnown);

    /// <summary>
    /// 人次 and 人数 of the people who ran the sessions, and of the executive members among them, by the post on the
    /// session's day.
    /// </summary>
    public sealed record Staffing(long Times, long People, long ExecutiveTimes, long Executives);

    /// <param name="Kinds">Number of programmes of each kind in the tree, this one included.</param>
    /// <param name="Modes">Number of projects in each mode.</param>
    /// <param name="Organizations">Number of organizations of the tree in each role.</param>
    public sealed record Response(
        Guid Id,
        DateOnly AsOf,
        Figures Total,
        IReadOnlyDictionary<string, long> Kinds,
        IReadOnlyDictionary<string, long> Modes,
        IReadOnlyDictionary<string, long> Organizations,
        decimal Budget,
        Staffing Staff,
        IReadOnlyList<Host> Hosts,
        IReadOnlyList<Node> Nodes
    );

    const string Visible = "select id from programmes where id = any (@ids)";

    [EndpointSummary("项目成效 Reach of a programme with all below it, nobody counted twice (asOf)")]
    public static async Task<Ok<Response>> Handle(Guid id, DateOnly? asOf, Session session, CancellationToken ct)
    {
        await Programme.ReadAsync(id, session, ct);
        var of = new { id, day = asOf ?? session.Today };
        var (nodes, counts, roles, hosts, staff) = await session.AsSystem(
            async () =>
                (
                    await session.Query<NodeRow>(ProgrammeTree.Nodes, of, ct),
                    await session.Query<CountRow>(ProgrammeTree.Count, of, ct),
                    await session.Query<RoleRow>(ProgrammeTree.Roles, of, ct),
                    await session.Query<Host>(ProgrammeTree.Hosts, of, ct),
                    (await session.Find<Staffing>(ProgrammeTree.Staffed, of, ct))!
                ),
            ct
        );
        var visible = (
            await session.Query<Guid>(Visible, new { ids = nodes.Select(n => n.Id).ToArray() }, ct)
        ).ToHashSet();
        var parents = nodes.Select(n => n.ParentId).ToHashSet();
        var figures = counts.ToDictionary(c => (c.Id, c.Own), Of);
        return TypedResults.Ok(
            new Response(
                id,
                of.day,
                Find(id, false),
                Tally(nodes.Select(n => n.Kind)),
                Tally(nodes.Select(n => n.Mode).OfType<string>()),
                roles.ToDictionary(r => r.Role, r => r.Count),
                nodes.Sum(n => n.Kind == "project" ? n.Budget ?? 0 : 0),
                staff,
                hosts,
                [
                    .. nodes
                        .Where(n => visible.Contains(n.Id))
                        .Select(n => new Node(
                            n.Id,
                            n.ParentId,
                            n.Depth,
                            n.Kind,
                            n.Name,
                            n.Mode,
                            n.Status,
                            n.Budget,
                            Find(n.Id, parents.Contains(n.Id)),
                            Find(n.Id, false)
                        )),
                ]
            )
        );

        Figures Find(Guid programme, bool own) =>
            figures.GetValueOrDefault((programme, own)) ?? new(0, 0, 0, 0, 0, 0, 0);
    }

    static Figures Of(CountRow c)
    {
        var reach = new Reach(c.Participations, c.Headcount, c.DistinctKnown, c.Largest);
        return new(
            c.Sessions,
            reach.PersonTimes,
            c.Participations,
            c.Headcount,
            c.DistinctKnown,
            reach.DistinctAtLeast,
            reach.DistinctAtMost
        );
    }

    static Dictionary<string, long> Tally(IEnumerable<string> names) =>
        names.CountBy(n => n).OrderBy(n => n.Key, StringComparer.Ordinal).ToDictionary(n => n.Key, n => (long)n.Value);

    sealed record NodeRow(
        Guid Id,
        Guid? ParentId,
        int Depth,
        string Kind,
        string Name,
        string? Mode,
        string? Status,
        decimal? Budget
    );

    sealed record CountRow(
        Guid Id,
        bool Own,
        long Sessions,
        long Participations,
        long Headcount,
        long DistinctKnown,
        long Largest
    );

    sealed record RoleRow(string Role, long Count);
}

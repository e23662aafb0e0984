using Organizations.Domain;
using ServiceDefaults.Auth;
using ServiceDefaults.Data;

namespace Organizations.Features.People;

/// <summary>
/// Who the caller is, and what the caller may call: a client builds its menu from it, and asks again every few seconds.
/// A subject that is no registered person and holds no grant is answered with empty lists. The audit does not record
/// it: the caller reads the own name and posts.
/// </summary>
static class GetMe
{
    const string FindName = "select name from people where id = @Subject";
    const string FindGrants = """
        select role, scope_key is not null or resource_id is not null as of_area,
            coalesce(scope_key = '', false) as of_whole_tree, organization_id
        from platform.grants
        where subject_id = @Subject and platform.in_force(valid_from, valid_to, @Now)
        """;
    static readonly string FindPosts = $"""
        select a.id, a.post, a.division_id, d.name as division, a.organization_id, {LastDay.Sql("a.until")} as until
        from appointments a
        left join divisions d on d.id = a.division_id
        where a.person_id = @Subject and platform.in_force(a.valid_from, a.until, @Now)
        order by a.valid_from, a.id
        """;
    const string FindOrganizations =
        "select id, name from organizations where id = any (@ids) order by name collate platform.pinyin, id";

    /// <summary>The documents of all services, read once.</summary>
    static readonly Lazy<ApiOperations> Operations = new(() =>
        new([
            ("organizations", Document("openapi.json")),
            ("census", Document("census.json")),
            ("training", Document("training.json")),
            ("jobs", Document("jobs.json")),
        ])
    );

    /// <param name="Name">Null for a subject that is no registered person, such as a partner's site.</param>
    /// <param name="Posts">The posts that the person holds today.</param>
    /// <param name="Organizations">The organizations for which the caller may act.</param>
    /// <param name="Operations">By service the operationId of each operation that the caller may call; what the caller
    /// sees there follows from the areas of the posts.</param>
    public sealed record Response(
        Guid Id,
        string? Name,
        IReadOnlyList<HeldPost> Posts,
        IReadOnlyList<ActsFor> Organizations,
        IReadOnlyDictionary<string, IReadOnlyList<string>> Operations
    );

    /// <param name="Place">Name of the division or the organization.</param>
    /// <param name="Until">Last day.</param>
    public sealed record HeldPost(
        Guid Id,
        [Code(nameof(CodeTables.Post))] string Post,
        Guid? DivisionId,
        Guid? OrganizationId,
        string? Place,
        LastDay? Until
    );

    public sealed record ActsFor(Guid Id, string Name);

    [EndpointSummary("我 Who I am, my posts, and what I may call")]
    public static async Task<Ok<Response>> Handle(Session session, CancellationToken ct)
    {
        var subject = session.Caller.Subject;
        var of = new { Subject = subject, session.Now };
        var name = await session.Find<string>(FindName, of, ct);
        var posts = await session.Query<Row>(FindPosts, of, ct);
        var grants = await session.Query<Grant>(FindGrants, of, ct);
        var ids = posts.Select(p => p.OrganizationId).Concat(grants.Select(g => g.OrganizationId)).OfType<Guid>();
        // A person sees the own posts, but no row of an organization.
        var names = await session.AsSystem(
            () => session.Query<ActsFor>(FindOrganizations, new { ids = ids.Distinct().ToArray() }, ct),
            ct
        );
        var known = name is not null || grants.Count > 0;
        return TypedResults.Ok(
            new Response(
                subject,
                name,
                [.. posts.Select(p => p.View(names))],
                [.. names.Where(o => grants.Any(g => g.OrganizationId == o.Id))],
                known
                    ? Operations.Value.AllowedTo([.. grants.Select(g => g.Held)])
                    : new Dictionary<string, IReadOnlyList<string>>()
            )
        );
    }

    static Stream Document(string name) => typeof(GetMe).Assembly.GetManifestResourceStream(name)!;

    sealed record Row(Guid Id, string Post, Guid? DivisionId, string? Division, Guid? OrganizationId, LastDay? Until)
    {
        public HeldPost View(IReadOnlyList<ActsFor> names) =>
            new(
                Id,
                Post,
                DivisionId,
                OrganizationId,
                Division ?? names.FirstOrDefault(o => o.Id == OrganizationId)?.Name,
                Until
            );
    }

    sealed record Grant(string Role, bool OfArea, bool OfWholeTree, Guid? OrganizationId)
    {
        public HeldGrant Held => new(Role, OfArea, OfWholeTree, OrganizationId is not null);
    }
}

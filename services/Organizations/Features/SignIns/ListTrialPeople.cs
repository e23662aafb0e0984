using Organizations.Domain;
using ServiceDefaults.Auth;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.SignIns;

/// <summary>
/// The people as whom a newcomer may sign in during a trial: those who hold a post today. They are read with the rights
/// of the service, because the newcomer has not signed in yet. Outside a trial there is no such list.
/// </summary>
static class ListTrialPeople
{
    /// <summary>
    /// A rank within each post keeps holders of all posts in the first 100 rows: a county has thousands of executive
    /// members. A shorter scope key is a larger area.
    /// </summary>
    const string Find = """
        with held as (
            select p.id, p.name, a.post, coalesce(d.name, o.name, '') as place, length(a.scope_key) as depth,
                row_number() over (partition by a.post order by length(a.scope_key), a.scope_key, a.id) as rank
            from appointments a
            join people p on p.id = a.person_id
            left join divisions d on d.id = a.division_id
            left join organizations o on o.id = a.organization_id
            left join unnest(@posts, @names) t (post, names) on t.post = a.post
            where platform.in_force(a.valid_from, a.until, @Now)
                and concat_ws(' ', p.name, d.name, o.name, t.names) ilike all (@patterns)
                and (cardinality(@ids) = 0 or p.id = any (@ids))
        )
        select id, name, post, min(place) as place
        from (select * from held order by rank, depth, id limit 100) first
        group by id, name, post
        order by min(depth), post, name collate platform.pinyin, id
        """;

    public sealed record Response(IReadOnlyList<Item> Items);

    /// <param name="PostName">Name of the post in both languages.</param>
    /// <param name="Place">Name of the division or the organization; empty for the whole tree.</param>
    public sealed record Item(Guid Id, string Name, string Post, Names PostName, string Place);

    public sealed record Names(string Zh, string En);

    [NotAListing("The people of a page without a table, ranked within each post.")]
    [EndpointSummary("试用人员 The people of a trial")]
    public static async Task<Ok<Response>> Handle(
        string? words,
        Guid[] ids,
        IConfiguration configuration,
        IHostEnvironment environment,
        Session session,
        CancellationToken ct
    )
    {
        if (!TrialSetting.IsOn(configuration, environment))
            throw new ProblemException(PlatformProblems.NotFound);
        var rows = await session.Query<Row>(
            Find,
            new
            {
                posts = CodeTables.Post.Codes.Select(c => c.Value).ToArray(),
                names = CodeTables.Post.Codes.Select(c => $"{c.Zh} {c.En}").ToArray(),
                patterns = Patterns(words ?? ""),
                ids,
                session.Now,
            },
            ct
        );
        return TypedResults.Ok(new Response([.. rows.Select(r => r.View())]));
    }

    /// <summary>Each word must be found.</summary>
    static string[] Patterns(string words) =>
        [
            .. words
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(w =>
                    $"%{w.Replace(@"\", @"\\", StringComparison.Ordinal)
                        .Replace("%", @"\%", StringComparison.Ordinal)
                        .Replace("_", @"\_", StringComparison.Ordinal)}%"
                ),
        ];

    sealed record Row(Guid Id, string Name, string Post, string Place)
    {
        public Item View()
        {
            var code = CodeTables.Post.Codes.FirstOrDefault(c => c.Value == Post);
            return new(Id, Name, Post, new(code?.Zh ?? Post, code?.En ?? Post), Place);
        }
    }
}

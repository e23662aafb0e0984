using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace ServiceDefaults.Imports;

/// <summary>
/// GET /imports: the imports of all kinds that the caller may see. The caller needs a role of the kind, and sees the
/// imports in the areas of the grants of that role.
/// </summary>
static class ListImports
{
    /// <summary>An import in the list of all.</summary>
    public sealed record Item : ImportJob
    {
        internal Item(ImportJob job, string address)
            : base(job) => Address = address;

        /// <summary>
        /// Address of the import in its kind's routes, with the kind's own members, rejected rows and application.
        /// </summary>
        public string Address { get; }
    }

    internal const string Source = $"""
        with held as (
            select k.kind, array_agg(g.scope_key) filter (where g.scope_key is not null) as areas
            from unnest(@kinds, @roles) k (kind, role)
            join platform.grants g on g.subject_id = @caller and g.role = k.role
            where (g.scope_key is not null or g.resource_id is not null)
                and platform.in_force(g.valid_from, g.valid_to, @now)
            group by k.kind
        )
        {ImportJobs.All}
        join held h on h.kind = i.kind
        where i.created_by = @caller
            or (
                exists (select from unnest(h.areas) mine where starts_with(i.scope_key, mine))
                and not exists (
                    select from unnest(i.areas) theirs
                    where not exists (
                        select from unnest(h.areas) mine where starts_with(platform.current_key(theirs), mine)
                    )
                )
            )
        """;

    public static Task<ListAnswer<Item>> Handle(
        ListQuery query,
        MappedImports kinds,
        Session session,
        CancellationToken ct
    ) => kinds.List.AnswerAsync(query, session, kinds.Arguments(session), ct);
}

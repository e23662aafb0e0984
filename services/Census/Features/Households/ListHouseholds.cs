using Census.Domain;
using Census.Features.Residents;
using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.Standards;

namespace Census.Features.Households;

/// <summary>
/// The households a caller may see, by area; those of one category, or in which somebody's name holds the characters of
/// q.
/// </summary>
static class ListHouseholds
{
    public sealed record Item(
        Guid Id,
        Guid DivisionId,
        string? Division,
        string? Address,
        IReadOnlyList<string> Categories,
        Guid? HeadId,
        string? HeadName,
        int Residents,
        long Version
    );

    sealed record After(string Key, Guid Id);

    const int LongestQuery = 30;

    const string Everything = "(select scope_key, id as household_id from households)",
        OfCategory = "household_categories",
        ByName = "household_grams";

    const string InCategory = "t.category = @categories";

    const string WithName = """
        t.gram = @gram and not exists (select from unnest(@grams) wanted where not exists (select from household_grams x
            where x.gram = wanted
                and x.scope_key = t.scope_key
                and x.household_id = t.household_id
                and x.resident_id = t.resident_id))
        """;

    const string WithNameInCategory =
        WithName
        + " and exists (select from household_categories c where c.household_id = t.household_id "
        + "and c.category = @categories)";

    /// <summary>
    /// Walks the index of the source through each of the caller's ranges in order, adds what she covers, and reads only
    /// the page that is shown. Where a range starts and where the page starts is one row comparison, so that the index
    /// is entered there and nowhere before.
    /// </summary>
    static string Sql(string source, string condition) =>
        $"""
            with page as (
                (select p.scope_key, p.household_id from platform.ranges() s cross join lateral (
                    select distinct on (t.scope_key, t.household_id) t.scope_key, t.household_id from {source} t
                    where (t.scope_key, t.household_id) > (
                        greatest(@Key collate "C", s.lo),
                        case when @Key collate "C" >= s.lo then @Id else '00000000-0000-0000-0000-000000000000' end
                    )
                        and t.scope_key < s.hi and {condition}
                    order by 1, 2 limit @Take) p)
                union
                (
                    select t.scope_key, t.household_id
                    from {source} t
                    where t.household_id in (select platform.covered())
                        and (t.scope_key, t.household_id) > (@Key, @Id)
                        and {condition}
                )
                order by 1, 2 limit @Take)
            select h.id, h.version, h.scope_key, h.division_id, a.name as division, h.address, h.categories,
                head.id as head_id, head.name as head_name,
                (select count(*)::int from residents r where r.household_id = h.id) as residents
            from page join households h on h.id = page.household_id left join platform.areas a on a.id = h.division_id
                left join lateral (
                    select r.id, r.name
                    from residents r
                    where r.household_id = h.id
                    order by r.relation <> '0', r.birth_date
                    limit 1
                ) head on true
            order by h.scope_key, h.id
            """;

    [EndpointSummary("家庭名册 List households")]
    public static async Task<Ok<Page<Item>>> Handle(
        Session session,
        Paging paging,
        CancellationToken ct,
        string? categories = null,
        string? q = null
    )
    {
        var check = new Validation();
        if (categories is not null)
            check.OneOf("/categories", categories, CodeTables.Category);
        var pieces = string.IsNullOrWhiteSpace(q) ? [] : NameGrams.Wanted(q);
        if (q is not null && TextElements.AreMoreThan(LongestQuery, q))
            check.Add("/q", PlatformProblems.TooLong);
        check.ThrowIfInvalid();

        var after = paging.After<After>() ?? new("", Guid.Empty);
        var grams = pieces.Select(g => session.Sealer.Index(g, ResidentRow.Table, "name_gram")).ToArray();
        var sql = (grams, categories) switch
        {
            ([], null) => Sql(Everything, "true"),
            ([], _) => Sql(OfCategory, InCategory),
            (_, null) => Sql(ByName, WithName),
            _ => Sql(ByName, WithNameInCategory),
        };
        var rows = await session.Query<Row>(
            sql,
            new
            {
                after.Key,
                after.Id,
                categories,
                gram = grams.FirstOrDefault(),
                grams = grams.Skip(1).ToArray(),
                paging.Take,
            },
            ct
        );
        var page = paging.Of(rows, r => new After(r.ScopeKey, r.Id));
        session.Saw(page.Items.Select(r => r.HeadId).OfType<Guid>());
        return TypedResults.Ok(new Page<Item>([.. page.Items.Select(r => r.View(session))], page.Next));
    }

    sealed record Row(
        Guid Id,
        long Version,
        string ScopeKey,
        Guid DivisionId,
        string? Division,
        byte[] Address,
        string[] Categories,
        Guid? HeadId,
        byte[]? HeadName,
        int Residents
    )
    {
        public Item View(Session session) =>
            new(
                Id,
                DivisionId,
                Division,
                session.Show(Address, "households", Id, "address"),
                Categories,
                HeadId,
                HeadId is { } head ? session.Show(HeadName, ResidentRow.Table, head, "name") : null,
                Residents,
                Version
            );
    }
}

using Census.Domain;
using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.Sealing;

namespace Census.Features.Households;

/// <summary>The households a caller may see, by area; those of one category, or in which somebody's name holds the characters of q.</summary>
static class ListHouseholds
{
    public sealed record Item(Guid Id, Guid DivisionId, string? Division, string Address, IReadOnlyList<string> Categories, Guid? HeadId, string? HeadName, int Residents, long Version);

    sealed record After(string Key, Guid Id);

    const int LongestQuery = 30;

    const string Select =
        """
        select h.id, h.version, h.scope_key, h.division_id, a.name as division, h.address, h.categories, head.id as head_id, head.name as head_name,
            (select count(*)::int from residents r where r.household_id = h.id) as residents
        from households h left join platform.areas a on a.id = h.division_id
            left join lateral (select r.id, r.name from residents r where r.household_id = h.id order by r.relation <> '0', r.birth_date limit 1) head on true
        where (h.scope_key, h.id) > (@Key, @Id)
        """;

    const string InCategory = " and h.id in (select c.household_id from household_categories c where c.category = @category)";

    const string WithName = " and h.id in (select g.household_id from household_grams g where g.gram = any (@grams) group by g.household_id, g.resident_id having count(*) = @wanted)";

    const string Order = " order by h.scope_key, h.id limit @Take";

    public static async Task<Ok<Page<Item>>> Handle(Session session, Paging paging, CancellationToken ct, string? category = null, string? q = null)
    {
        var check = new Validation();
        if (category is not null) check.OneOf("/category", category, CodeTables.Category.Values);
        var pieces = string.IsNullOrWhiteSpace(q) ? [] : NameGrams.Wanted(q);
        if (q?.Length > LongestQuery) check.Add("/q", PlatformProblems.TooLong);
        check.ThrowIfInvalid();

        var after = paging.After<After>() ?? new("", Guid.Empty);
        var rows = await session.Query<Row>(
            Select + (category is null ? "" : InCategory) + (pieces.Count == 0 ? "" : WithName) + Order,
            new { after.Key, after.Id, category, grams = pieces.Select(g => session.Sealer.Index(g, ResidentRow.Table, "name_gram")).ToArray(), wanted = pieces.Count, paging.Take }, ct);
        var page = paging.Of(rows, r => new After(r.ScopeKey, r.Id));
        session.Saw(page.Items.Select(r => r.HeadId).OfType<Guid>());
        return TypedResults.Ok(new Page<Item>([.. page.Items.Select(r => r.View(session.Sealer))], page.Next));
    }

    sealed record Row(Guid Id, long Version, string ScopeKey, Guid DivisionId, string? Division, byte[] Address, string[] Categories, Guid? HeadId, byte[]? HeadName, int Residents)
    {
        public Item View(Sealer sealer) => new(Id, DivisionId, Division, sealer.Open(Address, "households", Id, "address"), Categories, HeadId,
            HeadId is { } head ? sealer.Open(HeadName!, ResidentRow.Table, head, "name") : null, Residents, Version);
    }
}

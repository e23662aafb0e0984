using Census.Domain;
using Census.Features.Residents;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Census.Features.Households;

/// <summary>
/// The households that the caller may see, by area, filtered by category or by a resident's name that contains q.
/// </summary>
static class ListHouseholds
{
    public sealed record Item(
        Guid Id,
        Guid DivisionId,
        string? Division,
        string? Address,
        [Code(nameof(CodeTables.Category))] IReadOnlyList<string> Categories,
        Guid? HeadId,
        string? HeadName,
        int Residents,
        long Version
    );

    const int LongestQuery = 30;

    const string Source = """
        select h.id, h.version, h.scope_key, h.division_id, a.name as division, h.address, h.categories,
            head.id as head_id, head.name as head_name,
            (select count(*)::int from residents r where r.household_id = h.id) as residents
        from households h
            left join platform.areas a on a.id = h.division_id
            left join lateral (
                select r.id, r.name
                from residents r
                where r.household_id = h.id
                order by r.relation <> '0', r.birth_date
                limit 1
            ) head on true
        """;

    // Plain: no index serves a filter on area names, sealed columns or counts.
    static readonly Listing<Row, Item> List = Listing.Of<Row, Item>(
        "households",
        Source,
        (row, session) => row.View(session),
        new("id", "编号") { Narrow = true },
        new("divisionId", "辖区编号") { Narrow = true },
        new("division", "辖区") { Plain = true },
        new("address", "住址") { Plain = true },
        new("categories", "人群类别")
        {
            Table = CodeTables.Category,
            Lookup = new("household_categories", "household_id", "category"),
        },
        new("headId", "户主编号") { Plain = true },
        new("headName", "户主") { Plain = true, Of = "headId" },
        new("residents", "人数") { Plain = true }
    ) with
    {
        Subjects = row => row.HeadId is { } head ? [head] : [],
        Walk = ListWalk.ByArea("households"),
        Words = new(
            new("household_grams", "household_id", "gram") { Text = "resident_id" },
            (q, session) =>
                [.. NameGrams.Wanted(q).Select(g => session.Sealer.Index(g, ResidentRow.Table, "name_gram"))],
            LongestQuery
        ),
    };

    [EndpointSummary("家庭名册 List households by area; q finds names of residents; filter, CSV, XLSX")]
    public static Task<ListAnswer<Item>> Handle(ListQuery query, Session session, CancellationToken ct) =>
        List.AnswerAsync(query, session, ct: ct);

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

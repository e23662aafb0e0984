using Testing;

namespace Census.Tests;

/// <summary>Lists over large tables, which walk the index by the caller's areas and add covered households.</summary>
public class ListTests(CensusFixture census)
{
    const string Households = "/census/v1/households",
        Visits = "/census/v1/visits",
        Needs = "/census/v1/needs",
        MergeTasks = "/census/v1/merge-tasks";
    readonly TestService _service = census.Service;

    [Fact]
    public async Task Households_of_separate_areas_and_covered_ones_come_in_the_order_of_areas_each_once()
    {
        var (first, second, third) = (await NewAsync(2), await NewAsync(2), await NewAsync(2));
        var reader = await _service.Holder("grid-head", third.County.VillageKey);
        await _service.Grant(reader.Subject, "grid-head", first.County.VillageKey);
        await _service.Grant(reader.Subject, "grid-head", resource: second.Ids[0]);
        await _service.Grant(reader.Subject, "grid-head", resource: first.Ids[0]);
        Guid[] expected = [.. first.Ids.Order(ByText), second.Ids[0], .. third.Ids.Order(ByText)];
        foreach (var query in new[] { "", "&categories=jobless", "&q=王", "&q=秀兰&categories=jobless" })
        foreach (var limit in new[] { 1, 2, 500 })
            Assert.Equal(expected, await AllAsync(reader, $"{Households}?limit={limit}{query}"));
    }

    [Fact]
    public async Task A_household_of_several_categories_is_found_by_any_of_them_once()
    {
        var county = await County.NewAsync(_service);
        var both = await RegisterAsync(county, "jobless", "disabled");
        var one = await RegisterAsync(county, "disabled");
        await RegisterAsync(county, "single-parent");
        Guid[] expected = [.. new[] { both, one }.Order(ByText)];
        Assert.Equal(expected, await AllAsync(county.Member, Households + "?categories=jobless,disabled&limit=1"));
        Assert.Equal([both], await AllAsync(county.Member, Households + "?categories=jobless"));
        Assert.Equal(
            expected,
            await AllAsync(county.Member, $"{Households}?categories=jobless,disabled&divisionId={county.Village}")
        );
        Assert.Empty(
            await AllAsync(county.Member, $"{Households}?categories=disabled&divisionId={county.OtherVillage}")
        );
    }

    [Fact]
    public async Task A_search_without_letters_finds_every_household()
    {
        var (county, ids) = await NewAsync(2);
        Assert.Equal(ids.Order(ByText), await AllAsync(county.Member, Households + "?q=·"));
    }

    [Fact]
    public async Task Visits_of_separate_areas_and_covered_households_come_by_time_in_both_directions_each_once()
    {
        var (first, second, third) = (await NewAsync(1), await NewAsync(2), await NewAsync(1));
        List<Guid> expected = [];
        for (var hour = 9; hour > 0; hour--)
            expected.Insert(0, await VisitAsync(hour % 2 == 0 ? first : third, 0, hour));
        expected.Insert(0, await VisitAsync(second, 0, 0.5));
        await VisitAsync(second, 1, 0.6);
        var reader = await _service.Holder("grid-head", third.County.VillageKey);
        await _service.Grant(reader.Subject, "grid-head", first.County.VillageKey);
        await _service.Grant(reader.Subject, "grid-head", resource: second.Ids[0]);
        await _service.Grant(reader.Subject, "grid-head", resource: first.Ids[0]);
        foreach (var limit in new[] { 1, 3, 500 })
        {
            Assert.Equal(expected, await AllAsync(reader, $"{Visits}?limit={limit}"));
            Assert.Equal(
                Enumerable.Reverse(expected),
                await AllAsync(reader, $"{Visits}?limit={limit}&sort=visitedAt")
            );
        }
    }

    [Fact]
    public async Task Visits_are_filtered_by_kind_time_and_household()
    {
        var (county, ids) = await NewAsync(2);
        var place = (county, ids);
        var (old, call, late) = (
            await VisitAsync(place, 0, 72),
            await VisitAsync(place, 1, 2, "call"),
            await VisitAsync(place, 0, 1)
        );
        var from = _service.Clock.GetUtcNow().AddHours(-3).UtcDateTime.ToString("O");
        Assert.Equal([late, call], await AllAsync(county.Member, $"{Visits}?visitedAt.from={from}&limit=1"));
        Assert.Equal([old], await AllAsync(county.Member, $"{Visits}?visitedAt.to={from}"));
        Assert.Equal([call], await AllAsync(county.Member, Visits + "?kind=call,chat"));
        Assert.Equal([late, old], await AllAsync(county.Member, $"{Visits}?householdId={ids[0]}&limit=1"));
        Assert.Equal(
            [late, call, old],
            await AllAsync(county.Member, $"{Visits}?householdId={ids[0]},{ids[1]}&limit=2")
        );
        Assert.Equal(
            [old, late],
            await AllAsync(county.Member, $"{Visits}?householdId={ids[0]}&sort=visitedAt&limit=1")
        );
    }

    [Theory]
    [InlineData(Households + "?headName=王", "/headName PLT-1009")]
    [InlineData(Households + "?address=x", "/address PLT-1009")]
    [InlineData(Households + "?categories.from=jobless", "/categories.from PLT-1009")]
    [InlineData(Households + "?categories=jobless,rich", "/categories PLT-1003")]
    [InlineData(Households + "?scopeKey=0001", "/scopeKey PLT-1009")]
    [InlineData(Households + "?sort=residents", "/sort PLT-1003")]
    [InlineData(Households + "?sort=id", "/sort PLT-1003")]
    [InlineData(Households + "?sort=scopeKey", "/sort PLT-1003")]
    [InlineData(Households + "?divisionId=00000000-0000-0000-0000-000000000000", "/divisionId PLT-1006")]
    [InlineData(Visits + "?diary=x", "/diary PLT-1009")]
    [InlineData(Visits + "?q=x", "/q PLT-1009")]
    [InlineData(Visits + "?visitorId=x", "/visitorId PLT-1009")]
    [InlineData(Visits + "?sort=recordedAt", "/sort PLT-1003")]
    [InlineData(Visits + "?sort=kind", "/sort PLT-1003")]
    [InlineData(Needs + "?skills=childcare", "/skills PLT-1009")]
    [InlineData(Needs + "?kind=none", "/kind PLT-1003")]
    [InlineData(Needs + "?openedAt.from=03/04/2026", "/openedAt.from PLT-1006")]
    public async Task A_filter_or_order_without_an_index_is_refused(string path, string error)
    {
        var county = await County.NewAsync(_service);
        (await county.Member.Get(path)).Refused(400, "PLT-0001", error);
    }

    [Theory]
    [InlineData(Households, "[\"scopeKey pinyin\",null,\"0196d3c0-0000-7000-8000-000000000000\"]")]
    [InlineData(Households, "[\"scopeKey pinyin\",\"\",\"x\"]")]
    [InlineData(Households, "[\"id pinyin\",\"\",\"0196d3c0-0000-7000-8000-000000000000\"]")]
    [InlineData(Visits, "[\"-visitedAt pinyin\",\"soon\",\"0196d3c0-0000-7000-8000-000000000000\"]")]
    [InlineData(Visits, "[\"-visitedAt pinyin\",null,\"0196d3c0-0000-7000-8000-000000000000\"]")]
    [InlineData(Visits, "[\"visitedAt pinyin\",\"2026-01-01T00:00:00Z\",\"0196d3c0-0000-7000-8000-000000000000\"]")]
    public async Task A_cursor_of_another_order_is_refused(string path, string cursor)
    {
        var county = await County.NewAsync(_service);
        (await county.Member.Get($"{path}?cursor={Cursor(cursor)}")).Refused(400, "PLT-0012");
    }

    [Fact]
    public async Task A_cursor_with_a_null_character_is_refused()
    {
        var county = await County.NewAsync(_service);
        var cursor = Cursor("[\"scopeKey pinyin\",\"\\u0000\",\"0196d3c0-0000-7000-8000-000000000000\"]");
        (await county.Member.Get($"{Households}?cursor={cursor}")).Refused(400, "PLT-0002");
    }

    [Fact]
    public async Task Pages_hold_each_row_once_during_inserts()
    {
        var (county, ids) = await NewAsync(4);
        List<Guid> visits = [];
        for (var hour = 8; hour > 4; hour--)
            visits.Insert(0, await VisitAsync((county, ids), hour % 4, hour));
        var (homes, diaries) = (Pages(county.Member, Households), Pages(county.Member, Visits));
        List<Guid> seen = [],
            read = [];
        for (var page = 0; page < 4; page++)
        {
            await homes.MoveNextAsync();
            await diaries.MoveNextAsync();
            seen.Add(homes.Current);
            read.Add(diaries.Current);
            await county.Register();
            await VisitAsync((county, ids), page, 1);
        }
        for (; await homes.MoveNextAsync(); )
            seen.Add(homes.Current);
        for (; await diaries.MoveNextAsync(); )
            read.Add(diaries.Current);
        Assert.Equal(seen.Distinct(), seen);
        Assert.Empty(ids.Except(seen));
        // Rows recorded in between are later than the end of the first page.
        Assert.Equal(visits, read);
    }

    [Fact]
    public async Task A_file_of_households_shows_every_household_as_the_page_does()
    {
        var county = await County.NewAsync(_service);
        var head = Resident.New("欧阳秀兰");
        await county.Register(head, Resident.New("李大海", "1", sex: "1"));
        await county.Register();
        var items = (await county.Member.Get(Households)).Expect(200).Items;
        var csv = await CsvAsync(county.Member, Households + "?limit=1");
        Assert.Equal("id,divisionId,division,address,categories,headId,headName,residents", csv[0]);
        Assert.Equal(
            items.Select(i =>
                string.Join(
                    ',',
                    i.GetProperty("id"),
                    i.GetProperty("divisionId"),
                    i.GetProperty("division"),
                    i.GetProperty("address"),
                    "jobless",
                    i.GetProperty("headId"),
                    i.GetProperty("headName"),
                    i.GetProperty("residents")
                )
            ),
            csv[1..]
        );
        Assert.Contains("欧阳秀兰,2", csv[1] + csv[2], StringComparison.Ordinal);
        Assert.NotEmpty(await county.Member.Download(Households + "?format=xlsx&q=欧阳"));
    }

    [Fact]
    public async Task A_file_of_needs_has_their_hours_and_skills_as_text()
    {
        var county = await County.NewAsync(_service);
        var made = await county.Register();
        (await county.Member.Post(Needs, NeedTests.Form(made.Residents[0]))).Expect(201);
        var csv = await CsvAsync(county.Member, Needs + "?state=open");
        Assert.Contains(
            ",1 09:00-15:00; 2 09:00-15:00,domestic-service,孩子放学前回家,",
            csv[1],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_file_of_people_registered_twice_shows_names_masked_as_the_page_does()
    {
        var here = await County.NewAsync(_service);
        var beside = await County.NewAsync(_service, here);
        var person = Resident.New();
        await here.Register(person);
        var second = await beside.Register(person);
        var officer = await here.Staff("federation-officer", here.Key[..4]);
        var item = Assert.Single(
            (await officer.Get($"{MergeTasks}?residentId={second.Residents[0]}&sort=-createdAt")).Expect(200).Items
        );
        var csv = await CsvAsync(officer, MergeTasks + "?q=城东社区");
        Assert.Equal(
            "id,createdAt,residentId,residentNameMasked,residentDivision,otherId,otherNameMasked,otherDivision",
            csv[0]
        );
        Assert.Contains(
            $"{second.Residents[0]},{item.GetProperty("resident").GetProperty("nameMasked")},城东社区居委会,",
            csv[1],
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("王秀兰", csv[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?format=csv")]
    public async Task A_list_of_visits_notes_everybody_of_the_households_in_the_audit(string query)
    {
        var county = await County.NewAsync(_service);
        var made = await county.Register(Resident.New(), Resident.New("李大海", "1", sex: "1"));
        await VisitAsync((county, [made.Id]), 0, 1);
        var reader = await county.Staff("grid-head", county.VillageKey);
        (await reader.Get(Visits + query)).Expect(200);
        Assert.Equal(
            made.Residents.Order(),
            (
                await _service.Database.Query<Guid>(
                    "select unnest(subjects) from platform.audit where caller_id = @Subject",
                    new { reader.Subject }
                )
            ).Order()
        );
    }

    [Fact]
    public async Task A_file_names_all_sealed_values_that_do_not_open()
    {
        var county = await County.NewAsync(_service);
        var made = await county.Register();
        await _service.Database.Execute(
            "update households set address = '\\x00' where id = @Id; update residents set name = '\\x00' where id = @head",
            new { made.Id, head = made.Residents[0] }
        );
        var csv = await CsvAsync(county.Member, Households);
        Assert.Equal(2, csv[1].Split("（无法读取 unreadable）").Length - 1);
    }

    async Task<(County County, Guid[] Ids)> NewAsync(int households)
    {
        var county = await County.NewAsync(_service);
        var ids = new Guid[households];
        for (var i = 0; i < households; i++)
            ids[i] = (await county.Register()).Id;
        return (county, ids);
    }

    static async Task<Guid> RegisterAsync(County county, params string[] categories) =>
        (await county.Member.Post(Households, county.Household() with { Categories = categories })).Expect(201).Id;

    /// <param name="hours">Hours before now.</param>
    async Task<Guid> VisitAsync(
        (County County, Guid[] Ids) place,
        int household,
        double hours,
        string kind = "visit"
    ) => (
            await place.County.Member.Post(
                Visits,
                new
                {
                    householdId = place.Ids[household],
                    kind,
                    visitedAt = _service.Clock.GetUtcNow().AddHours(-hours),
                    diary = "孩子放学后无人照看",
                }
            )
        ).Expect(201).Id;

    static string Cursor(string json) =>
        System.Buffers.Text.Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes(json));

    static readonly Comparer<Guid> ByText = Comparer<Guid>.Create(
        (a, b) => string.CompareOrdinal(a.ToString(), b.ToString())
    );

    static async Task<List<Guid>> AllAsync(Client client, string path)
    {
        List<Guid> seen = [];
        await foreach (var item in ReadAsync(client, path))
            seen.Add(item);
        return seen;
    }

    /// <summary>Reads the following pages, one row each.</summary>
    static IAsyncEnumerator<Guid> Pages(Client client, string list) =>
        ReadAsync(client, list + "?limit=1").GetAsyncEnumerator();

    static async IAsyncEnumerable<Guid> ReadAsync(Client client, string path)
    {
        for (string? next = ""; next is not null; )
        {
            var page = (await client.Get(path + (next.Length == 0 ? "" : $"&cursor={next}"))).Expect(200);
            foreach (var item in page.Items)
                yield return item.GetProperty("id").GetGuid();
            next = page["next"].GetString();
        }
    }

    static async Task<string[]> CsvAsync(Client client, string path) =>
        (await client.Get(path + (path.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "format=csv"))
            .Expect(200)
            .Text.TrimStart('\uFEFF')
            .Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
}

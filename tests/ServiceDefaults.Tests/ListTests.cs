using ServiceDefaults.Tests.Toys;
using Testing;

namespace ServiceDefaults.Tests;

/// <summary>Lists with every kind of column, on the toys' shapes.</summary>
public sealed class ListTests(ToyFixture toys)
{
    const string Shapes = "/toys/v1/shapes";
    static readonly string[] Names = ["flat-round", "round", "square-thin", "flat"];
    readonly string _scope = "l" + Guid.NewGuid().ToString("N")[..12];

    [Theory]
    [InlineData("words=round", "round flat-round")]
    [InlineData("words=thin,round", "square-thin round flat-round")]
    [InlineData("words=thin&words=round", "square-thin round flat-round")]
    [InlineData("words=flat&name=flat", "flat")]
    public async Task A_filter_of_an_array_finds_the_rows_that_hold_one_of_the_values(string query, string found) =>
        Assert.Equal(found.Split(' '), await Walk(await KeeperAsync(), query));

    [Theory]
    [InlineData("words=triangular", "/words PLT-1003")]
    [InlineData("words=round,triangular", "/words PLT-1003")]
    [InlineData("words=", "/words PLT-1006")]
    [InlineData("words.from=a", "/words.from PLT-1009")]
    [InlineData("length.to=3", "/length.to PLT-1009")]
    [InlineData("length=long", "/length PLT-1006")]
    [InlineData("pieces=flat", "/pieces PLT-1009")]
    [InlineData("sort=words", "/sort PLT-1003")]
    [InlineData("sort=name", "/sort PLT-1003")]
    public async Task A_filter_or_order_that_the_column_does_not_know_is_refused_by_name(string query, string error) =>
        (await (await KeeperAsync()).Get($"{Shapes}?{query}")).Refused(400, "PLT-0001", error);

    [Fact]
    public async Task A_code_missing_in_the_database_is_an_unknown_code() =>
        (await (await KeeperAsync()).Get($"{Shapes}?words=triangular")).Refused(400, "PLT-0001", "/words PLT-1003");

    [Theory]
    [InlineData("length=0", "flat-round")]
    [InlineData("length=1,4", "flat square-thin")]
    public async Task A_column_with_a_condition_of_its_own_is_filtered_by_it(string query, string found) =>
        Assert.Equal(found.Split(' '), await Walk(await KeeperAsync(), query));

    [Theory]
    [InlineData("q=flat", "flat flat-round")]
    [InlineData("q=FL AT&limit=1", "flat flat-round")]
    [InlineData("q=round", "round")]
    public async Task A_lists_own_search_replaces_the_search_in_columns(string query, string found) =>
        Assert.Equal(found.Split(' '), await Walk(await KeeperAsync(), query));

    [Theory]
    [InlineData("", "flat square-thin round flat-round")]
    [InlineData("sort=id", "flat-round round square-thin flat")]
    [InlineData("sort=version", "flat-round round square-thin flat")]
    [InlineData("sort=-version", "flat square-thin round flat-round")]
    [InlineData("sort=first", "flat-round flat square-thin round")]
    [InlineData("sort=-first", "square-thin flat flat-round round")]
    [InlineData("sort=length&words=flat", "flat flat-round")]
    public async Task Pages_show_each_row_once_where_many_have_the_same_value_or_none(string query, string found)
    {
        var keeper = await KeeperAsync();
        foreach (var limit in new[] { 1, 2, 50 })
            Assert.Equal(found.Split(' '), await Walk(keeper, $"{query}&limit={limit}"));
    }

    [Fact]
    public async Task A_file_has_words_for_the_members_of_the_answer()
    {
        var keeper = await KeeperAsync();
        var csv = (await keeper.Get($"{Shapes}?format=csv&name=flat-round")).Expect(200).Text.Split("\r\n");
        Assert.Equal("id,name,version,words,length,first,pieces", csv[0].TrimStart('\uFEFF'));
        Assert.EndsWith(",flat-round,1,flat; round,10,flat,flat:4; round:5", csv[1], StringComparison.Ordinal);
        var page = (await keeper.Get($"{Shapes}?name=flat-round")).Expect(200);
        Assert.Equal(5, page.Items[0].GetProperty("pieces")[1].GetProperty("length").GetInt32());
    }

    [Fact]
    public async Task A_spreadsheet_has_the_words_of_a_code_table_in_the_database()
    {
        var rows = TestWorkbook.Read(await (await KeeperAsync()).Download($"{Shapes}?format=xlsx&words=round"));
        Assert.Equal(["名称", "版本", "词", "词名称", "长度", "首词", "部分", "编号"], rows[0]);
        Assert.Equal(["圆", "扁; 圆"], rows.Skip(1).Select(r => r[3]));
    }

    [Fact]
    public async Task A_file_requires_a_token_and_a_page_does_not()
    {
        (await toys.Service.AsNobody().Get(Shapes)).Expect(200);
        (await toys.Service.AsNobody().Get($"{Shapes}?format=csv")).Refused(401, "PLT-0068");
    }

    async Task<Client> KeeperAsync()
    {
        var keeper = await toys.Service.Holder(ToyService.Keeper, _scope);
        foreach (var (i, name) in Names.Index())
            (
                await keeper.Post(
                    "/toys/v1/things",
                    new
                    {
                        id = Guid.CreateVersion7(toys.Service.Clock.GetUtcNow().AddSeconds(i)),
                        name,
                        scopeKey = _scope,
                    }
                )
            ).Expect(201);
        return keeper;
    }

    static async Task<List<string>> Walk(Client client, string query)
    {
        List<string> names = [];
        for (string? cursor = ""; cursor is not null; )
        {
            var page = (await client.Get($"{Shapes}?{query}{(cursor == "" ? "" : "&cursor=" + cursor)}")).Expect(200);
            names.AddRange(page.Items.Select(i => i.GetProperty("name").GetString()!));
            cursor = page["next"].GetString();
        }
        return names;
    }
}

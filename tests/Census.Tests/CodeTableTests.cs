using Census.Domain;
using Testing;

namespace Census.Tests;

public class CodeTableTests(CensusFixture census)
{
    readonly TestService _service = census.Service;

    [Fact]
    public void Code_tables_have_unique_names_and_texts_in_two_languages() =>
        Assert.Empty(CodeTableCheck.OfTables(CodeTables.All));

    [Fact]
    public void A_column_of_codes_names_its_table() =>
        Assert.Empty(CodeTableCheck.OfLists(typeof(Census.Problems).Assembly, CodeTables.All, out _));

    [Fact]
    public async Task A_check_constraint_allows_the_codes_of_its_table()
    {
        var (found, faults) = await CodeTableCheck.OfDatabaseAsync(_service.Database, CodeTables.All);
        Assert.Empty(faults);
        Assert.True(found >= 1);
    }

    [Fact]
    public async Task Code_tables_are_filtered_by_name()
    {
        var page = await _service.AsNobody().Get("/census/v1/code-tables?name=visit-kind&name=sex");
        Assert.Equal(["sex", "visit-kind"], page.Expect(200).Items.Select(t => t.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task An_unknown_code_table_is_refused() =>
        (await _service.AsNobody().Get("/census/v1/code-tables?name=sex&name=rank")).Refused(
            400,
            "PLT-0001",
            "/name PLT-1003"
        );
}

using Jobs.Domain;
using Testing;

namespace Jobs.Tests;

public class CodeTableTests(JobsFixture fixture)
{
    readonly TestService _service = fixture.Service;

    [Fact]
    public void Code_tables_have_unique_names_and_texts_in_two_languages() =>
        Assert.Empty(CodeTableCheck.OfTables(CodeTables.All));

    [Fact]
    public void A_column_of_codes_names_its_table() =>
        Assert.Empty(CodeTableCheck.OfLists(typeof(Jobs.Problems).Assembly, CodeTables.All, out _));

    [Fact]
    public async Task A_check_constraint_allows_the_codes_of_its_table()
    {
        var (found, faults) = await CodeTableCheck.OfDatabaseAsync(_service.Database, CodeTables.All);
        Assert.Empty(faults);
        Assert.True(found >= 4);
    }

    [Fact]
    public async Task Skills_are_a_code_table_read_from_the_database()
    {
        var page = await _service.AsNobody().Get("/jobs/v1/code-tables?name=skill");
        Assert.Contains(page.Expect(200).Items[0].GetProperty("codes").EnumerateArray(), c =>
            c.GetProperty("value").GetString() == "cooking" && c.GetProperty("zh").GetString() == "中式烹饪"
        );
    }
}

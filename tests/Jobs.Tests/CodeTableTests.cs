using Jobs.Domain;
using Testing;

namespace Jobs.Tests;

public class CodeTableTests(JobsFixture fixture)
{
    readonly TestService _service = fixture.Service;

    [Fact]
    public void A_code_has_a_table_of_a_name_of_its_own_and_words_in_two_languages() =>
        Assert.Empty(CodeTableCheck.OfTables(CodeTables.All));

    [Fact]
    public void A_column_of_codes_names_its_table() =>
        Assert.Empty(CodeTableCheck.OfLists(typeof(Jobs.Problems).Assembly, CodeTables.All, out _));

    [Fact]
    public async Task What_the_database_takes_is_what_the_table_says()
    {
        var (found, faults) = await CodeTableCheck.OfDatabaseAsync(_service.Database, CodeTables.All);
        Assert.Empty(faults);
        Assert.True(found >= 4);
    }

    [Fact]
    public async Task Skills_of_the_database_are_a_table()
    {
        var page = await _service.AsNobody().Get("/jobs/v1/code-tables?name=skill");
        Assert.Contains(page.Expect(200).Items[0].GetProperty("codes").EnumerateArray(), c =>
            c.GetProperty("value").GetString() == "cooking" && c.GetProperty("zh").GetString() == "中式烹饪"
        );
    }
}

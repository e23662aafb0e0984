using Census.Domain;
using Testing;

namespace Census.Tests;

public class CodeTableTests(CensusFixture census)
{
    readonly TestService _service = census.Service;

    [Fact]
    public void A_code_has_a_table_of_a_name_of_its_own_and_words_in_two_languages() =>
        Assert.Empty(CodeTableCheck.OfTables(CodeTables.All));

    [Fact]
    public void A_column_of_codes_names_its_table() =>
        Assert.Empty(CodeTableCheck.OfLists(typeof(Census.Problems).Assembly, CodeTables.All, out _));

    [Fact]
    public async Task What_the_database_takes_is_what_the_table_says()
    {
        var (found, faults) = await CodeTableCheck.OfDatabaseAsync(_service.Database, CodeTables.All);
        Assert.Empty(faults);
        Assert.True(found >= 1);
    }

    [Fact]
    public async Task A_name_narrows_the_answer_to_its_table()
    {
        var page = await _service.AsNobody().Get("/census/v1/code-tables?name=visit-kind&name=sex");
        Assert.Equal(["sex", "visit-kind"], page.Expect(200).Items.Select(t => t.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task A_table_that_is_not_there_is_refused() =>
        (await _service.AsNobody().Get("/census/v1/code-tables?name=sex&name=rank")).ExpectProblem("PLT-0001", "/name");
}

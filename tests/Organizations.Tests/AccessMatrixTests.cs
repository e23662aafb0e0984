using Testing;

namespace Organizations.Tests;

/// <summary>Compares every route with the committed table of who may call it.</summary>
public class AccessMatrixTests(OrganizationsFixture fixture)
{
    [Fact]
    public async Task Every_route_is_in_the_table()
    {
        var (committed, found) = await AccessMatrix.TablesAsync("Organizations", fixture.Service);
        Assert.Equal(committed, found);
    }

    [Fact]
    public async Task Every_role_is_let_in_where_the_table_says_so_and_nowhere_else()
    {
        var wrong = await AccessMatrix.DeviationsAsync(fixture.Service);
        Assert.True(wrong.Length == 0, wrong);
    }

    [Fact]
    public async Task A_day_in_a_query_is_written_in_one_way_alone()
    {
        var (tried, faults) = await Queries.DaysAsync(fixture.Service);
        Assert.True(faults.Length == 0, faults);
        Assert.True(tried > 30);
    }

    [Fact]
    public async Task A_parameter_that_a_read_does_not_take_is_refused_by_its_name()
    {
        var (tried, faults) = await Queries.NamesAsync(fixture.Service);
        Assert.True(faults.Length == 0, faults);
        Assert.True(tried > 5);
    }
}

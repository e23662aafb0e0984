using Testing;

namespace Jobs.Tests;

/// <summary>Every route is in the committed table of who may call it, and does what the table says.</summary>
public class AccessMatrixTests(JobsFixture fixture)
{
    [Fact]
    public async Task Every_route_is_in_the_table()
    {
        var (committed, found) = await AccessMatrix.TablesAsync("Jobs", fixture.Service);
        Assert.Equal(committed, found);
    }

    [Fact]
    public async Task Every_role_is_let_in_where_the_table_says_so_and_nowhere_else()
    {
        var wrong = await AccessMatrix.DeviationsAsync(fixture.Service);
        Assert.True(wrong.Length == 0, wrong);
    }

    /// <summary>Postings and their employers are public.</summary>
    [Fact]
    public async Task A_record_of_one_area_is_unknown_in_every_other()
    {
        var scene = await Scene.CreateAsync(fixture);
        var referred = await scene.ReferSomebody();
        var placement = (await scene.Hire(referred.Manager, referred.Referral)).ExpectOk()["placementId"].GetGuid();
        Dictionary<string, Guid> records = new()
        {
            ["profiles"] = referred.Person,
            ["referrals"] = referred.Referral,
            ["placements"] = placement,
        };
        var leaks = await AccessMatrix.LeaksAsync(
            fixture.Service,
            records,
            new HashSet<string> { "postings", "employers" }
        );
        Assert.True(leaks.Length == 0, leaks);
    }

    [Fact]
    public async Task A_day_in_a_query_is_written_in_one_way_alone()
    {
        var (_, faults) = await Queries.DaysAsync(fixture.Service);
        Assert.True(faults.Length == 0, faults);
    }

    [Fact]
    public async Task A_parameter_that_a_read_does_not_take_is_refused_by_its_name()
    {
        var (tried, faults) = await Queries.NamesAsync(fixture.Service);
        Assert.True(faults.Length == 0, faults);
        Assert.True(tried > 5);
    }
}

using Xunit;

namespace Testing;

/// <summary>
/// Compares every route of a service with the committed table of its allowed callers, and calls it with invalid
/// queries. A test project derives its class in the namespace with the name of the folder of the table.
/// </summary>
public abstract class AccessMatrixTests(ServiceFixture fixture)
{
    /// <summary>Number of parameters with a day that the service has at least.</summary>
    protected virtual int FewestDays => 0;

    /// <summary>First segments of public records.</summary>
    protected virtual IReadOnlySet<string> Exempt => new HashSet<string>();

    /// <summary>Makes records in one area: an id by the first segment of its path.</summary>
    protected abstract Task<IReadOnlyDictionary<string, Guid>> MakeAsync();

    [Fact]
    public async Task Every_route_is_in_the_table()
    {
        var (committed, found) = await AccessMatrix.TablesAsync(GetType().Namespace!, fixture.Service);
        Assert.Equal(committed, found);
    }

    [Fact]
    public async Task Every_role_has_access_where_the_table_says_so_and_nowhere_else() =>
        Passes(await AccessMatrix.DeviationsAsync(fixture.Service));

    [Fact]
    public async Task A_record_of_one_area_is_unknown_in_every_other() =>
        Passes(await AccessMatrix.LeaksAsync(fixture.Service, await MakeAsync(), Exempt));

    [Fact]
    public async Task A_day_in_a_query_in_another_format_is_refused()
    {
        var (tried, faults) = await Queries.DaysAsync(fixture.Service);
        Passes(faults);
        Assert.True(tried >= FewestDays);
    }

    [Fact]
    public async Task A_parameter_that_a_read_does_not_take_is_refused_by_its_name()
    {
        var (tried, faults) = await Queries.NamesAsync(fixture.Service);
        Passes(faults);
        Assert.True(tried > 5);
    }

    /// <summary>Shows all faults; xunit shortens a text that it compares.</summary>
    static void Passes(string faults) => Assert.True(faults.Length == 0, faults);
}

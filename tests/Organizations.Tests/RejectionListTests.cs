using System.Text;
using Contracts.Organizations.V1;
using Testing;

namespace Organizations.Tests;

/// <summary>The rejected rows of an import as a list: filtered, sorted, and as a file.</summary>
public class RejectionListTests(OrganizationsFixture fixture)
{
    const string Imports = "/organizations/v1/people-imports";
    const string CitizenId = "350111199003070028";
    readonly TestService _service = fixture.Service;

    [Fact]
    public async Task Rejected_rows_go_into_a_file_as_they_are_shown()
    {
        var (officer, path) = await NewAsync();
        var shown = (await officer.Get(path)).Expect(200).Items;
        var file = Encoding.UTF8.GetString(await officer.Download(path + "?format=csv"));
        Assert.StartsWith(
            "\uFEFF行号,内容,规则,原因,原因（英文）,起因行号,牵连行数\r\n",
            file,
            StringComparison.Ordinal
        );
        Assert.Equal(
            shown.Select(r => $"{r.GetProperty("line")},{r.GetProperty("code")},{r.GetProperty("rule")},"),
            file.Split("\r\n", StringSplitOptions.RemoveEmptyEntries)
                .Skip(1)
                .Select(l => string.Concat(l.Split(',').Take(3).Select(cell => cell + ",")))
        );
        Assert.DoesNotContain(CitizenId, file, StringComparison.Ordinal);
        Assert.NotEmpty(await officer.Download(path + "?format=xlsx"));
    }

    [Fact]
    public async Task Rejected_rows_are_filtered_and_sorted()
    {
        var (officer, path) = await NewAsync();
        async Task<List<int>> Lines(string query) =>
            [.. (await officer.Get($"{path}?{query}")).Expect(200).Items.Select(r => r.GetProperty("line").GetInt32())];
        Assert.Equal([2, 3], await Lines(""));
        Assert.Equal([3, 2], await Lines("sort=-line"));
        Assert.Equal([2], await Lines("rule=PLT-1005"));
        Assert.Equal([3], await Lines("line.from=3"));
    }

    [Fact]
    public async Task A_file_of_rejected_rows_needs_sight_of_the_import()
    {
        var (_, path) = await NewAsync();
        var province = await Province.NewAsync(_service);
        var officer = await province.Staff(Post.FederationOfficer, province.County);
        (await officer.Get(path + "?format=csv")).Refused(404, "PLT-0005");
    }

    /// <summary>A file of two rows: one with a wrong number, the other without an area.</summary>
    async Task<(Client Officer, string Path)> NewAsync()
    {
        var province = await Province.NewAsync(_service);
        var officer = await province.Staff(Post.FederationOfficer, province.County);
        var job = await PeopleImportTests.UploadAsync(
            officer,
            "people-imports",
            $"姓名,身份证号,电话,区划代码\n错号,{CitizenId},,{province.Village}\n错区,,13911190001,x\n"
        );
        return (officer, $"{Imports}/{job.Id}/rejections");
    }
}

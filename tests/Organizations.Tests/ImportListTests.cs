using System.Text;
using System.Text.Json;
using Contracts.Organizations.V1;
using Testing;

namespace Organizations.Tests;

/// <summary>Every kind of import is listed: a sender without the id finds the import again.</summary>
public class ImportListTests(OrganizationsFixture fixture)
{
    const string Root = "/organizations/v1/";
    readonly TestService _service = fixture.Service;

    [Theory]
    [InlineData("division-imports", "code,name,parentCode\nx,,\n")]
    [InlineData("people-imports", "姓名,电话,区划代码\n无,,\n")]
    [InlineData("appointment-imports", "姓名,电话,区划代码,职务\n无,,,\n")]
    public async Task The_sender_finds_an_import_of_each_kind(string kind, string file)
    {
        var province = await Province.NewAsync(_service);
        var officer = await province.Staff(Post.FederationOfficer, province.County);
        var job = await PeopleImportTests.UploadAsync(officer, kind, file);
        var item = Assert.Single((await officer.Get(Root + kind)).Expect(200).Items);
        Assert.Equal(
            (job.Id, "rejected", true),
            (
                item.GetProperty("id").GetGuid(),
                item.GetProperty("state").GetString(),
                item.GetProperty("mine").GetBoolean()
            )
        );
        foreach (var format in new[] { "csv", "xlsx" })
            Assert.NotEmpty(await officer.Download($"{Root}{kind}?format={format}"));
    }

    [Fact]
    public async Task Imports_of_a_campaign_are_found_below_it_and_among_all()
    {
        var province = await Province.NewAsync(_service);
        var officer = await province.Staff(Post.FederationOfficer, province.County);
        var (one, other) = (await Campaign(province, officer), await Campaign(province, officer));
        var first = await Upload(officer, one.Id, "householdId\nx\n");
        var second = await Upload(officer, other.Id, "householdId\nx\n");
        Assert.Equal([first], await Ids(officer, $"campaigns/{one.Id}/participation-imports"));
        Assert.Equal([second, first], await Ids(officer, "participation-imports"));
    }

    [Fact]
    public async Task The_list_filters_by_state_and_sender_and_pages_the_newest_first()
    {
        var province = await Province.NewAsync(_service);
        var officer = await province.Staff(Post.FederationOfficer, province.County);
        List<Guid> sent = [];
        for (var i = 0; i < 3; i++)
            sent.Add(
                (
                    await PeopleImportTests.UploadAsync(
                        officer,
                        "people-imports",
                        $"姓名,电话,区划代码\n第{i},1391113000{i},{(i == 1 ? "x" : province.Village)}\n"
                    )
                ).Id
            );
        var page = (await officer.Get(Root + "people-imports?limit=2")).Expect(200);
        Assert.Equal([sent[2], sent[1]], page.Items.Select(i => i.GetProperty("id").GetGuid()));
        Assert.Equal([sent[0]], await Ids(officer, $"people-imports?limit=2&cursor={page["next"].GetString()}"));
        Assert.Equal([sent[1]], await Ids(officer, "people-imports?state=rejected"));
        Assert.Equal([sent[2], sent[0]], await Ids(officer, "people-imports?state=validated,applied"));
        Assert.Equal(
            [sent[2], sent[1], sent[0]],
            await Ids(province.Administrator, $"people-imports?createdBy={officer.Subject}")
        );
        Assert.DoesNotContain(sent[0], await Ids(province.Administrator, "people-imports?mine=true&limit=500"));
        Assert.Equal(sent.AsEnumerable().Reverse(), await Ids(officer, "people-imports?mine=true"));
        (await officer.Get(Root + "people-imports?state=done")).Refused(400, "PLT-0001", "/state PLT-1003");
        (await officer.Get(Root + "people-imports?kind=x")).Refused(400, "PLT-0001", "/kind PLT-1009");
        Assert.Empty(await Ids(await province.Staff(Post.FederationOfficer, province.OtherCounty), "people-imports"));
    }

    [Fact]
    public async Task A_division_import_shows_its_first_day_and_the_changes_of_a_whole_table()
    {
        var province = await Province.NewAsync(_service);
        var job = await province.Upload(Province.Csv(province.Rows));
        Assert.Equal(
            ("2023-06-30", false, 0, JsonValueKind.Null, JsonValueKind.Null),
            (
                job["effective"].GetString(),
                job["complete"].GetBoolean(),
                job["renamed"].GetInt32(),
                job["changes"].ValueKind,
                job["blocked"].ValueKind
            )
        );
    }

    [Fact]
    public async Task An_import_of_households_shows_its_campaign_and_the_code_of_a_bad_file()
    {
        var province = await Province.NewAsync(_service);
        var officer = await province.Staff(Post.FederationOfficer, province.County);
        var campaign = (await Campaign(province, officer)).Id;
        var id = await Upload(officer, campaign, "nothing\nx\n");
        var job = await Eventually.Of(
            () => officer.Get($"{Root}participation-imports/{id}"),
            a => a.Expect(200)["state"].GetString() == "rejected",
            "rejected"
        );
        Assert.Equal(
            (campaign, 0, "PLT-0031"),
            (job["campaignId"].GetGuid(), job["already"].GetInt32(), job["problem"].GetString())
        );
    }

    [Fact]
    public async Task An_import_does_not_show_its_storage()
    {
        var province = await Province.NewAsync(_service);
        var officer = await province.Staff(Post.FederationOfficer, province.County);
        var job = await PeopleImportTests.UploadAsync(officer, "people-imports", "x\n");
        Assert.Equal(
            [
                "bytes",
                "changed",
                "checked",
                "createdAt",
                "createdBy",
                "finishedAt",
                "id",
                "kind",
                "lines",
                "mine",
                "new",
                "problem",
                "rejected",
                "state",
                "unchanged",
                "version",
                "warnings",
            ],
            JsonDocument.Parse(job.Text).RootElement.EnumerateObject().Select(m => m.Name).Order(StringComparer.Ordinal)
        );
        Assert.Equal("PLT-0031", job["problem"].GetProperty("code").GetString());
    }

    static async Task<Answer> Campaign(Province province, Client officer) =>
        (
            await officer.Post(
                Root + "campaigns",
                new
                {
                    name = "美丽庭院",
                    divisionId = (await province.Division(province.County)).Id,
                    startsOn = "2019-01-01",
                    endsOn = "2099-01-01",
                    levels = new[]
                    {
                        new
                        {
                            name = "village",
                            title = "村级",
                            quota = 2,
                        },
                    },
                }
            )
        ).Expect(201);

    static async Task<Guid> Upload(Client officer, Guid campaign, string file) =>
        (
            await officer.Send(
                HttpMethod.Post,
                $"{Root}campaigns/{campaign}/participation-imports",
                new ByteArrayContent(Encoding.UTF8.GetBytes(file)) { Headers = { ContentType = new("text/csv") } }
            )
        )
            .Expect(202)
            .Id;

    static async Task<List<Guid>> Ids(Client client, string list) =>
        [.. (await client.Get(Root + list)).Expect(200).Items.Select(i => i.GetProperty("id").GetGuid())];
}

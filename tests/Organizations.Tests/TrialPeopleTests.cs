using System.Text.Json;
using Contracts.Organizations.V1;
using Testing;

namespace Organizations.Tests;

/// <summary>The people as whom a newcomer may sign in during a trial.</summary>
public sealed class TrialPeopleTests(OrganizationsFixture fixture, TrialPeopleTests.Trial trial)
    : IClassFixture<TrialPeopleTests.Trial>
{
    const string Path = "/organizations/v1/gateway/trial-people";
    readonly TestService _service = fixture.Service;

    /// <summary>A replica of the service with the setting of a trial.</summary>
    public sealed class Trial(OrganizationsFixture fixture) : IAsyncLifetime
    {
        public TestService Service { get; private set; } = null!;

        public async ValueTask InitializeAsync() =>
            Service = await TestService.StartAsync(
                fixture.Setup with
                {
                    Settings = new Dictionary<string, string?> { ["Auth:Trial"] = "true" },
                },
                fixture.Database,
                fixture.Broker.Address,
                fixture.Service.Clock
            );

        public ValueTask DisposeAsync() => Service.DisposeAsync();
    }

    [Fact]
    public async Task Without_the_setting_of_a_trial_there_is_no_list() =>
        (await _service.AsGateway(HttpMethod.Get, Path)).Expect(404);

    [Fact]
    public async Task Only_the_gateway_reads_the_list() =>
        (await trial.Service.AsNobody().Get(Path)).Refused(401, "PLT-0003");

    [Fact]
    public async Task An_id_that_is_none_is_refused() =>
        (await trial.Service.AsGateway(HttpMethod.Get, Path + "?ids=nobody")).Refused(400, "PLT-0002");

    [Fact]
    public async Task A_person_is_listed_with_the_post_that_is_in_force_today()
    {
        var province = await Province.NewAsync(_service);
        var name = Unique("张");
        var person = await AppointedAsync(province, name, Post.Chair);
        var item = Assert.Single(await FindAsync($"words={name}"));
        Assert.Equal(
            (person, name, Post.Chair, "主席", "chair", "黄龙县"),
            (
                item.GetProperty("id").GetGuid(),
                item.GetProperty("name").GetString(),
                item.GetProperty("post").GetString(),
                item.GetProperty("postName").GetProperty("zh").GetString(),
                item.GetProperty("postName").GetProperty("en").GetString(),
                item.GetProperty("place").GetString()
            )
        );
    }

    [Fact]
    public async Task A_person_without_a_post_or_whose_post_has_ended_or_not_begun_is_not_listed()
    {
        var province = await Province.NewAsync(_service);
        var name = Unique("李");
        await RegisteredAsync(province, name);
        var (ended, coming) = (
            await AppointedAsync(province, name, Post.Chair),
            await AppointedAsync(province, name, Post.ViceChair)
        );
        await _service.Database.Execute(
            """
            update appointments set valid_from = valid_from - interval '3 days', valid_to = valid_from - interval '1 day'
            where person_id = @ended
            """,
            new { ended }
        );
        await _service.Database.Execute(
            "update appointments set valid_from = valid_from + interval '3 days' where person_id = @coming",
            new { coming }
        );
        Assert.Empty(await FindAsync($"words={name}"));
    }

    [Fact]
    public async Task All_words_must_be_found_in_name_post_or_place()
    {
        var province = await Province.NewAsync(_service);
        var name = Unique("王");
        await AppointedAsync(province, name, Post.Chair);
        async Task<int> CountAsync(string words) => (await FindAsync("words=" + Uri.EscapeDataString(words))).Count;
        Assert.Equal(
            (1, 1, 0, 0, 0),
            (
                await CountAsync($"{name} 主席 黄龙"),
                await CountAsync($"{name} CHAIR"),
                await CountAsync($"{name} 网格员"),
                await CountAsync($"{name}%"),
                await CountAsync($"{name}\\ _")
            )
        );
    }

    [Fact]
    public async Task Of_the_ids_only_those_are_answered_who_hold_a_post()
    {
        var province = await Province.NewAsync(_service);
        var (holder, other) = (
            await AppointedAsync(province, Unique("赵"), Post.Chair),
            await RegisteredAsync(province, Unique("钱"))
        );
        var item = Assert.Single(await FindAsync($"ids={holder}&ids={other}&ids={Guid.CreateVersion7()}"));
        Assert.Equal(holder, item.GetProperty("id").GetGuid());
    }

    [Fact]
    public async Task A_larger_area_comes_first()
    {
        var province = await Province.NewAsync(_service);
        var name = Unique("孙");
        var (county, whole) = (
            await AppointedAsync(province, name, Post.FederationOfficer),
            await AppointedAsync(province, name, Post.FederationOfficer, province.Digits + "0000000000")
        );
        Assert.Equal([whole, county], (await FindAsync($"words={name}")).Select(i => i.GetProperty("id").GetGuid()));
    }

    async Task<List<JsonElement>> FindAsync(string query) =>
        [.. (await trial.Service.AsGateway(HttpMethod.Get, $"{Path}?{query}")).Expect(200).Items];

    /// <summary>A name that no other test uses: the list has no area.</summary>
    static string Unique(string family) => family + Guid.CreateVersion7().ToString("N");

    async Task<Guid> AppointedAsync(Province province, string name, string post, string? division = null)
    {
        var person = await RegisteredAsync(province, name);
        (
            await province.Administrator.Post(
                "/organizations/v1/appointments",
                new
                {
                    personId = person,
                    post,
                    divisionId = (await province.Division(division ?? province.County)).Id,
                }
            )
        ).Expect(201);
        return person;
    }

    static async Task<Guid> RegisteredAsync(Province province, string name) =>
        (
            await province.Administrator.Post(
                "/organizations/v1/people",
                new { name, divisionId = (await province.Division(province.County)).Id }
            )
        )
            .Expect(201)
            .Id;
}

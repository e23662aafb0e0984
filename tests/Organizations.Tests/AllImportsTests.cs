using System.Text;
using Contracts.Organizations.V1;
using Testing;

namespace Organizations.Tests;

/// <summary>The list of imports of all kinds: a caller sees the same imports as in the lists of each kind.</summary>
public class AllImportsTests(OrganizationsFixture fixture)
{
    const string Root = "/organizations/v1/";
    static readonly string[] s_kinds =
    [
        "division-imports",
        "people-imports",
        "appointment-imports",
        "participation-imports",
    ];
    readonly TestService _service = fixture.Service;

    [Fact]
    public async Task The_sender_finds_the_imports_of_each_kind_the_newest_first_with_their_addresses()
    {
        var s = await NewAsync();
        var items = (await s.Sender.Get(Root + "imports")).Expect(200).Items;
        Assert.Equal(
            ["participations", "appointments", "people", "divisions"],
            items.Select(i => i.GetProperty("kind").GetString())
        );
        Assert.Equal(s.Sent.Values.Reverse(), items.Select(i => i.GetProperty("id").GetGuid()));
        foreach (var item in items)
            Assert.Equal(
                item.GetProperty("id").GetGuid(),
                (await s.Sender.Get(item.GetProperty("address").GetString()!)).Expect(200).Id
            );
    }

    [Fact]
    public async Task An_officer_of_another_county_sees_none()
    {
        var s = await NewAsync();
        Assert.Empty(await Seen(s, await s.Province.Staff(Post.FederationOfficer, s.Province.OtherCounty)));
    }

    [Fact]
    public async Task An_officer_above_the_sender_sees_all()
    {
        var s = await NewAsync();
        Assert.Equal(s_kinds, await Seen(s, await s.Province.Staff(Post.FederationOfficer, s.Province.County)));
    }

    [Fact]
    public async Task A_kind_whose_role_the_caller_lacks_does_not_appear()
    {
        var s = await NewAsync();
        Assert.Equal(["participation-imports"], await Seen(s, await s.Province.Staff(Post.Chair, s.Province.County)));
    }

    [Fact]
    public async Task A_kind_is_shown_for_the_areas_of_its_own_roles()
    {
        var s = await NewAsync();
        var caller = await s.Province.Staff(Post.Chair, s.Province.County);
        await _service.Grant(caller.Subject, Post.FederationOfficer, await s.Province.Key(s.Province.OtherCounty));
        Assert.Equal(["participation-imports"], await Seen(s, caller));
    }

    [Fact]
    public async Task A_grant_that_has_ended_shows_no_kind()
    {
        var s = await NewAsync();
        var caller = await s.Province.Staff(Post.Chair, s.Province.County);
        await _service.Grant(
            caller.Subject,
            Post.FederationOfficer,
            await s.Province.Key(s.Province.County),
            to: _service.Clock.GetUtcNow().AddMinutes(-1)
        );
        Assert.Equal(["participation-imports"], await Seen(s, caller));
    }

    [Fact]
    public async Task A_sender_who_has_lost_the_role_of_a_kind_does_not_see_that_kind()
    {
        var s = await NewAsync();
        await _service.Database.Execute(
            "update platform.grants set role = @role where subject_id = @Subject",
            new { s.Sender.Subject, role = Post.Chair }
        );
        Assert.Equal(["participation-imports"], await Seen(s, s.Sender));
    }

    [Fact]
    public async Task The_list_filters_by_kind_state_and_sender()
    {
        var s = await NewAsync();
        async Task<List<Guid>> Ids(Client by, string query) =>
            [.. (await by.Get($"{Root}imports?{query}")).Expect(200).Items.Select(i => i.GetProperty("id").GetGuid())];
        var above = await s.Province.Staff(Post.FederationOfficer, s.Province.County);
        Assert.Equal([s.Sent["people-imports"]], await Ids(above, "kind=people"));
        Assert.Equal(
            [s.Sent["people-imports"], s.Sent["division-imports"]],
            await Ids(above, "kind=divisions,people&state=rejected")
        );
        Assert.Empty(await Ids(above, "mine=true"));
        Assert.Equal(4, (await Ids(s.Sender, $"mine=true&createdBy={s.Sender.Subject}")).Count);
        (await above.Get(Root + "imports?kind=people-imports")).Refused(400, "PLT-0001", "/kind PLT-1003");
    }

    [Fact]
    public async Task Pages_of_the_list_hold_each_import_once()
    {
        var s = await NewAsync();
        List<Guid> ids = [];
        for (string? next = ""; next is not null; )
        {
            var page = (await s.Sender.Get($"{Root}imports?limit=3{next}")).Expect(200);
            ids.AddRange(page.Items.Select(i => i.GetProperty("id").GetGuid()));
            next = page["next"].GetString() is { } cursor ? $"&cursor={cursor}" : null;
        }
        Assert.Equal(s.Sent.Values.Reverse(), ids);
    }

    [Fact]
    public async Task The_list_is_exported_as_a_file()
    {
        var s = await NewAsync();
        Assert.StartsWith(
            "\uFEFF种类,状态,行数,被拒行数,上传时间,结束时间\r\nparticipations,rejected,1,1,",
            Encoding.UTF8.GetString(await s.Sender.Download(Root + "imports?format=csv")),
            StringComparison.Ordinal
        );
        Assert.NotEmpty(await s.Sender.Download(Root + "imports?format=xlsx"));
    }

    /// <summary>
    /// The kinds of the sender's imports that the caller sees, the same as in the lists of the kinds.
    /// </summary>
    async Task<List<string>> Seen(Scene s, Client caller)
    {
        var all = (await caller.Get($"{Root}imports?createdBy={s.Sender.Subject}")).Expect(200).Items;
        var ids = all.Select(i => i.GetProperty("id").GetGuid()).ToHashSet();
        List<string> seen = [];
        foreach (var kind in s_kinds)
        {
            var list = await caller.Get($"{Root}{kind}?createdBy={s.Sender.Subject}");
            var single = list.Status == 403 ? [] : list.Expect(200).Items.Select(i => i.GetProperty("id").GetGuid());
            Assert.Equal(single, s.Sent.Where(k => k.Key == kind && ids.Contains(k.Value)).Select(k => k.Value));
            if (ids.Contains(s.Sent[kind]))
                seen.Add(kind);
        }
        return seen;
    }

    /// <summary>A township's officer uploads a file of each kind; each is rejected.</summary>
    async Task<Scene> NewAsync()
    {
        var province = await Province.NewAsync(_service);
        var sender = await province.Staff(Post.FederationOfficer, province.Township);
        Dictionary<string, Guid> sent = [];
        foreach (
            var (kind, file) in new[]
            {
                ("division-imports", "code,name,parentCode\nx,,\n"),
                ("people-imports", "姓名,电话,区划代码\n无,,\n"),
                ("appointment-imports", "姓名,电话,区划代码,职务\n无,,,\n"),
            }
        )
            sent[kind] = (await PeopleImportTests.UploadAsync(sender, kind, file)).Id;
        var campaign = (
            await sender.Post(
                Root + "campaigns",
                new
                {
                    name = "美丽庭院",
                    divisionId = (await province.Division(province.Township)).Id,
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
        ).Expect(201).Id;
        var job = (
            await sender.Send(
                HttpMethod.Post,
                $"{Root}campaigns/{campaign}/participation-imports",
                new ByteArrayContent("householdId\nx\n"u8.ToArray()) { Headers = { ContentType = new("text/csv") } }
            )
        ).Expect(202);
        sent["participation-imports"] = job.Id;
        await Eventually.True(
            async () =>
                (await sender.Get($"{Root}participation-imports/{job.Id}")).Expect(200)["state"].GetString()
                == "rejected",
            "rejected"
        );
        return new(province, sender, sent);
    }

    /// <param name="Sent">The import of each kind, in order of upload.</param>
    sealed record Scene(Province Province, Client Sender, Dictionary<string, Guid> Sent);
}

using Contracts.Census.V1;
using Contracts.Organizations.V1;

namespace Organizations.Tests.Systems;

/// <summary>
/// S7, Pinggu: of 3,170 group leaders and of 837 executive members 20 % are selected in the year, by points that come
/// from records, each with a title of its own.
/// </summary>
public class S7AppraisalTests(OrganizationsFixture fixture)
{
    [Theory]
    [
        InlineData(Post.GroupLeader, 3_170, 634, "最美网格妇女小组长"),
        InlineData(Post.ExecutiveMember, 837, 167, "最美妇联执委")
    ]
    public async Task One_in_five_gets_the_title(string post, int holders, int quota, string title)
    {
        var service = fixture.Service;
        var (province, grids) =
            post == Post.GroupLeader
                ? await S7PingguTests.DistrictAsync(service)
                : (await Province.NewAsync(service), []);
        var (chair, district) = (
            await province.Staff(Post.Chair, province.County),
            await province.Division(province.County)
        );
        var crowd = new Crowd(await province.Staff(Post.FederationOfficer, province.County));
        crowd.Add(
            "人",
            "女",
            post == Post.GroupLeader ? "妇女小组长" : "执委",
            post == Post.GroupLeader ? grids : Enumerable.Repeat(province.Village, holders)
        );
        await crowd.EnterAsync();
        var people = await Crowd.HoldersAsync(chair, post, district.Id);
        Assert.Equal(holders, people.Count);
        Guid[] all = [.. Enumerable.Range(1, holders).Select(n => people[$"人{n}"])];

        // Visitors with their numbers of visits and homes: more points come first, then more women; at the last place
        // many are equal.
        var (three, two) = (quota / 12, quota / 6);
        var visits = all.Take(three)
            .SelectMany(p => Homes(p, 1, 1, 1))
            .Concat(all.Skip(three).Take(two).SelectMany(p => Homes(p, 1, 1)))
            .Concat(all.Skip(three + two).Take(two).SelectMany(p => Homes(p, 2)))
            .Concat(all.TakeLast(holders / 3).SelectMany(p => Homes(p, 1)));
        await service.DeliverAll(visits);
        // Without analyze: the counts for all are materialized, whatever the planner knows of the tables.
        var year = service.Clock.GetUtcNow().AddHours(8).Year;
        var made = (
            await chair.Post(
                "/organizations/v1/appraisals",
                new
                {
                    divisionId = district.Id,
                    year,
                    post,
                }
            )
        ).Expect(201);
        Assert.Equal(
            (holders, quota, title),
            (made["candidates"].GetInt32(), made["quota"].GetInt32(), made["title"].GetString())
        );
        var path = $"/organizations/v1/appraisals/{made.Id}";
        (
            await chair.Send(
                HttpMethod.Post,
                path + "/publish",
                new { },
                ("Idempotency-Key", Guid.NewGuid().ToString()),
                ("If-Match", (await chair.Get(path)).ETag)
            )
        ).Expect(200);

        var published = (await chair.Get(path)).Expect(200);
        Assert.Equal(quota, published["selected"].GetInt32());
        var lines = (await chair.Get($"/organizations/v1/honours?appraisalId={made.Id}&format=csv"))
            .Expect(200)
            .Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(quota + 1, lines.Length);
        var page = (await chair.Get(path + "/entries?limit=500&result=selected")).Expect(200);
        var items = page.Items.ToList();
        if (quota > 500)
            items.AddRange(
                (
                    await chair.Get(
                        $"{path}/"
                            + $"entries?limit=500&result=selected&cursor={Uri.EscapeDataString(page["next"].GetString()!)}"
                    )
                )
                    .Expect(200)
                    .Items
            );
        var entries = items
            .Select(e =>
                (
                    Rank: e.GetProperty("rank").GetInt32(),
                    Person: e.GetProperty("personId").GetGuid(),
                    Points: e.GetProperty("points").GetInt64(),
                    Women: e.GetProperty("women").GetInt64()
                )
            )
            .ToList();
        Assert.Equal(Enumerable.Range(1, quota), entries.Select(e => e.Rank));
        Assert.Equal(
            [((6, 3), three), ((4, 2), two), ((4, 1), two), ((2, 1), quota - three - two - two)],
            entries.CountBy(e => (e.Points, e.Women)).Select(g => (g.Key, g.Value))
        );
        Assert.Equal(all.Take(three).ToHashSet(), entries.Take(three).Select(e => e.Person).ToHashSet());
        Assert.Equal(
            all.Skip(three + two).Take(two).ToHashSet(),
            entries.Skip(three + two).Take(two).Select(e => e.Person).ToHashSet()
        );

        IEnumerable<VisitRecorded> Homes(Guid visitor, params int[] times) =>
            times
                .SelectMany(n => Enumerable.Repeat(Guid.CreateVersion7(), n))
                .Select(home => new VisitRecorded(
                    Guid.CreateVersion7(),
                    home,
                    district["key"].GetString()!,
                    "visit",
                    visitor,
                    service.Clock.GetUtcNow()
                ));
    }
}

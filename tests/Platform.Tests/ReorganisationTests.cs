using System.Net;
using Contracts.Organizations.V1;
using Stories;
using Testing;
using Xunit;
using Answer = Stories.Answer;

namespace Platform.Tests;

/// <summary>
/// A grid is split in Organizations, and Census, Training and Jobs apply the split. A household that Census moves later
/// keeps its new place after an undo.
/// </summary>
public sealed class ReorganisationTests(PlatformFixture platform)
{
    [Fact]
    public async Task A_split_moves_households_in_all_services_and_its_undo_skips_those_moved_since()
    {
        const long Seed = 31;
        using var client = new PlatformClient(platform.Gateway, Seed, TimeProvider.System);
        var people = new People(Seed);
        var administrator = FromVisitToJob.Administrator;
        var community = await client.DivisionAsync(FromVisitToJob.Community);
        async Task<Answer> Grid(string name) =>
            (
                await client.PostAsync(
                    administrator,
                    "/organizations/v1/divisions",
                    new
                    {
                        parentId = community,
                        kind = "grid",
                        name,
                    }
                )
            ).Expect(HttpStatusCode.Created);
        var (grid, elsewhere) = (await Grid("拆分网格"), await Grid("相邻网格"));
        var member = await client.RegisterAsync(administrator, people.Woman(1988));
        await client.AppointAsync(administrator, member, Post.GridMember, community);
        await client.LetInAsync(member, "/census/v1/households");
        await Ledger.SettledAsync(platform);

        var (east, west) = (await RegisterAsync(), await RegisterAsync());
        await Ledger.SettledAsync(platform);
        var code = grid["code"].GetString()!;
        var preview = (
            await client.PostAsync(
                administrator,
                "/organizations/v1/reorganisations",
                new
                {
                    kind = "split",
                    divisionId = grid.Id,
                    parts = new object[]
                    {
                        new
                        {
                            code = code[..^3] + "901",
                            name = "东半网格",
                            households = new[] { east.Household },
                        },
                        new
                        {
                            code = code[..^3] + "902",
                            name = "西半网格",
                            rest = true,
                        },
                    },
                }
            )
        ).Expect(HttpStatusCode.Created);
        var applied = (await DoAsync(preview, "apply")).Expect(HttpStatusCode.OK);
        await Ledger.SettledAsync(platform);
        var (whole, half, other) = (
            grid["key"].GetString()!,
            await KeyAsync(code[..^3] + "901"),
            await KeyAsync(code[..^3] + "902")
        );
        await LiesAsync(east, half);
        await LiesAsync(west, other);

        var read = (await client.GetAsync(member, $"/census/v1/households/{east.Household}")).Expect(HttpStatusCode.OK);
        (
            await client.PostAsync(
                member,
                $"/census/v1/households/{east.Household}/move",
                new { divisionId = elsewhere.Id },
                $"\"v{read["version"].GetInt64()}\""
            )
        ).Expect(HttpStatusCode.OK);
        await Ledger.SettledAsync(platform);
        (await DoAsync(applied, "undo")).Expect(HttpStatusCode.OK);
        await Ledger.SettledAsync(platform);
        await LiesAsync(east, elsewhere["key"].GetString()!);
        await LiesAsync(west, whole);

        async Task<(Guid Household, Guid Person)> RegisterAsync()
        {
            var made = (
                await client.PostAsync(
                    member,
                    "/census/v1/households",
                    new
                    {
                        divisionId = grid.Id,
                        address = "东关街1号",
                        type = "family",
                        categories = new[] { "jobless" },
                        residents = new[] { StoryCalls.Resident(people.Woman(1990), "0", "jobless") },
                    }
                )
            ).Expect(HttpStatusCode.Created);
            var person = made["residents"][0].GetProperty("id").GetGuid();
            (
                await client.PostAsync(
                    member,
                    "/census/v1/needs",
                    new
                    {
                        residentId = person,
                        kind = "work",
                        hours = Array.Empty<object>(),
                        skills = new[] { "domestic-service" },
                        consent = true,
                    }
                )
            ).Expect(HttpStatusCode.Created);
            return (made.Id, person);
        }

        async Task LiesAsync((Guid Household, Guid Person) who, string key)
        {
            var args = new { who.Household, who.Person };
            Assert.Equal(
                (key, key, key, key, key),
                (
                    await platform
                        .Databases["organizations"]
                        .Find<string>("select scope_key from households where id = @Household", args),
                    await platform
                        .Databases["census"]
                        .Find<string>("select scope_key from households where id = @Household", args),
                    await platform
                        .Databases["census"]
                        .Find<string>("select scope_key from needs where resident_id = @Person", args),
                    await platform
                        .Databases["training"]
                        .Find<string>("select scope_key from learners where person_id = @Person", args),
                    await platform
                        .Databases["jobs"]
                        .Find<string>("select scope_key from profiles where id = @Person", args)
                )
            );
        }

        Task<Answer> DoAsync(Answer row, string what) =>
            client.PostAsync(
                administrator,
                $"/organizations/v1/reorganisations/{row.Id}/{what}",
                new { },
                $"\"v{row["version"].GetInt64()}\""
            );

        async Task<string> KeyAsync(string of) =>
            (await client.GetAsync(null, $"/organizations/v1/divisions/by-code/{of}"))
                .Expect(HttpStatusCode.OK)["key"]
                .GetString()!;
    }
}

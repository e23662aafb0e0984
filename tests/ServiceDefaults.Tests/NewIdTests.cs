using System.Text.Json.Nodes;
using Contracts;
using Contracts.Organizations.V1;
using ServiceDefaults.Data;
using ServiceDefaults.Tests.Toys;
using Testing;

namespace ServiceDefaults.Tests;

/// <summary>
/// An id chosen by a caller is accepted only if no record has it, and the refusal does not reveal which record does.
/// </summary>
public sealed class NewIdTests(ToyFixture toys)
{
    const string Things = "/toys/v1/things";
    static readonly Guid AllOnes = Guid.Parse("ffffffff-ffff-ffff-ffff-ffffffffffff");

    TestService Service => toys.Service;

    static Task<Answer> Post(Client client, Guid id) =>
        client.Post(
            Things,
            new
            {
                id,
                name = "new",
                scopeKey = "i1",
            }
        );

    Task<Client> Keeper() => Service.Holder(ToyService.Keeper, "i1");

    /// <summary>One id of every kind of record in a service.</summary>
    async Task<Dictionary<string, Guid>> Known(Client keeper)
    {
        var (elsewhere, subject, organization, area) = (
            await Service.Holder(ToyService.Keeper, "j1"),
            Guid.CreateVersion7(),
            Guid.CreateVersion7(),
            new Area(
                Guid.CreateVersion7(),
                null,
                "k" + Guid.NewGuid().ToString("N")[..6],
                "1",
                "乡",
                4,
                new(2024, 1, 1)
            )
        );
        var thing = (await elsewhere.Post(Things, new { name = "elsewhere", scopeKey = "j1" })).Expect(201).Id;
        await Service.Deliver(new DivisionsPublished(Guid.CreateVersion7(), 1, 1, 1, [area]));
        var (followed, waiting) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await Service.Deliver(new ToyCounted(followed, 1));
        await Service.Others.SendAsync(new ToyCounted(waiting, 2), Guid.CreateVersion7(), 2);
        await Eventually.True(
            () =>
                toys.Database.Find<bool>(
                    "select exists (select from platform.waiting where aggregate_id = @waiting)",
                    new { waiting }
                ),
            "it waits"
        );
        var signedIn = Service.AsSomebody();
        (await signedIn.Post(Things, new { name = "mine", personId = signedIn.Subject })).Expect(201);
        return new()
        {
            ["a record outside the caller's sight"] = thing,
            ["a record inside it"] = (await keeper.Post(Things, new { name = "here", scopeKey = "i1" })).Expect(201).Id,
            ["a grant"] = await Service.Grant(subject, ToyService.Keeper, "j1", organization),
            ["a person with a grant"] = subject,
            ["an organization with a grant"] = organization,
            ["an area"] = area.Id,
            ["a record of another service"] = followed,
            ["a record of another service whose turn has not come"] = waiting,
            ["a person who has signed in"] = signedIn.Subject,
            ["the caller"] = keeper.Subject,
        };
    }

    [Fact]
    public async Task An_id_of_any_existing_record_is_refused_with_one_answer()
    {
        var keeper = await Keeper();
        var answers = new List<string>();
        foreach (var (kind, id) in await Known(keeper))
        {
            var answer = await Post(keeper, id);
            Assert.True(answer.Status == 400, $"{kind}: {answer.Status} {answer.Text}");
            answer.Refused(400, "PLT-0001", "/id PLT-1011");
            var body = JsonNode.Parse(answer.Text)!.AsObject();
            body.Remove("traceId");
            answers.Add(body.ToJsonString());
        }
        Assert.Single(answers.Distinct());
        Assert.Contains("PLT-1011", answers[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_id_is_accepted_and_the_callers_rights_stay_unchanged()
    {
        var (keeper, id) = (await Keeper(), Guid.CreateVersion7());
        Assert.Equal(id, (await Post(keeper, id)).Expect(201).Id);
        await using var session = new Session(toys.Database.App, Service.Clock, Service.Sealer);
        await session.Enter(new() { Subject = keeper.Subject, StaffRoles = [ToyService.Keeper] }, default);
        Assert.True(await session.Find<bool>("select platform.known_ids(array[@id])", new { id }, default));
        Assert.Equal(
            "i1||",
            await session.Find<string>(
                """
                select concat_ws(
                    '|', current_setting('app.lo0', true), current_setting('app.system', true),
                    current_setting('app.hi8', true)
                )
                """,
                default
            )
        );
    }

    [Fact]
    public async Task Of_many_requests_that_give_one_id_at_once_one_gets_it()
    {
        for (var round = 0; round < 5; round++)
        {
            var (keeper, id) = (await Keeper(), Guid.CreateVersion7());
            var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Post(keeper, id)));
            Assert.Equal([201, .. Enumerable.Repeat(400, 7)], answers.Select(a => a.Status).Order());
            Assert.All(answers.Where(a => a.Status == 400), a => a.Refused(400, "PLT-0001", "/id PLT-1011"));
        }
    }

    [Fact]
    public async Task Ids_of_parts_count_too_and_the_answer_does_not_reveal_which_one_exists()
    {
        var keeper = await Keeper();
        var (known, fresh) = ((await Post(keeper, Guid.CreateVersion7())).Expect(201).Id, Guid.CreateVersion7());
        Task<Answer> Echo(params Guid?[] ids) =>
            keeper.Post("/toys/v1/echo", new { parts = ids.Select(id => new { id }) });
        (await Echo(fresh, null, known)).Refused(400, "PLT-0001", "/parts/0/id PLT-1011", "/parts/2/id PLT-1011");
        (await Echo(fresh, fresh)).Refused(400, "PLT-0001", "/parts/1/id PLT-1010");
        (await Echo(fresh, null, Guid.CreateVersion7())).Expect(200);
    }

    [Fact]
    public async Task An_invalid_id_is_refused_at_every_place()
    {
        var keeper = await Keeper();
        foreach (var id in new[] { Guid.Empty, AllOnes })
        {
            (await Post(keeper, id)).Refused(400, "PLT-0001", "/id PLT-1006");
            (await keeper.Post(Things, new { name = "x", organizationId = id })).Refused(
                400,
                "PLT-0001",
                "/organizationId PLT-1006"
            );
            (await keeper.Post("/toys/v1/echo", new { parts = new[] { new { id } } })).Refused(
                400,
                "PLT-0001",
                "/parts/0/id PLT-1006"
            );
            (await keeper.Post("/toys/v1/echo", new { others = new[] { Guid.CreateVersion7(), id } })).Refused(
                400,
                "PLT-0001",
                "/others/1 PLT-1006"
            );
            (await keeper.Get($"{Things}?after={id}")).Refused(400, "PLT-0001", "/after PLT-1006");
            (await keeper.Get($"{Things}/{id}")).Expect(404);
        }
    }
}

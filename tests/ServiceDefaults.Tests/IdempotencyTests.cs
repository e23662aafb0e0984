using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ServiceDefaults.Data;
using ServiceDefaults.Tests.Toys;
using Testing;

namespace ServiceDefaults.Tests;

/// <summary>A POST is done once per key, even if its answer is lost.</summary>
public sealed class IdempotencyTests(ToyFixture toys)
{
    readonly string _key = Guid.NewGuid().ToString(),
        _name = Guid.NewGuid().ToString();

    object Body(string? behaviour = null) =>
        new
        {
            name = _name,
            scopeKey = "a1",
            behaviour,
        };

    Task<long> Things() => toys.Database.Find<long>("select count(*) from things where name = @_name", new { _name });

    Task<Client> Keeper() => toys.Service.Holder(ToyService.Keeper, "a");

    [Fact]
    public async Task The_same_key_and_body_gets_the_same_answer_and_does_the_work_once()
    {
        var keeper = await Keeper();
        var first = (await keeper.Post("/toys/v1/things", Body(), _key)).Expect(201);
        var again = (await keeper.Post("/toys/v1/things", Body(), _key)).Expect(201);
        Assert.Equal((first.Text, first.Headers["Location"]), (again.Text, again.Headers["Location"]));
        Assert.Equal("true", again.Headers["Idempotency-Replayed"]);
        Assert.False(first.Headers.ContainsKey("Idempotency-Replayed"));
        Assert.Equal(1, await Things());
        Assert.Single(await toys.Service.Published<ThingNamed>(), e => e.Name == _name);
    }

    [Fact]
    public async Task The_same_key_with_another_body_or_query_is_refused()
    {
        var keeper = await Keeper();
        (await keeper.Post("/toys/v1/things", Body(), _key)).Expect(201);
        (await keeper.Post("/toys/v1/things", new { name = _name + "2", scopeKey = "a1" }, _key)).Refused(
            422,
            "PLT-0015"
        );
        (await keeper.Post("/toys/v1/things?x=1", Body(), _key)).Refused(422, "PLT-0015");
        Assert.Equal(1, await Things());
    }

    [Fact]
    public async Task The_same_key_and_body_at_another_path_is_refused()
    {
        var keeper = await Keeper();
        (await keeper.Post("/toys/v1/echo", new { }, _key)).Expect(200);
        (await keeper.Post("/toys/v1/grumpy", new { }, _key)).Refused(422, "PLT-0015");
    }

    [Fact]
    public async Task The_same_key_for_another_organization_is_refused()
    {
        var keeper = await Keeper();
        (await keeper.Post("/toys/v1/things", Body(), _key)).Expect(201);
        var content = System.Net.Http.Json.JsonContent.Create(Body());
        (
            await keeper.Send(
                HttpMethod.Post,
                "/toys/v1/things",
                content,
                ("Idempotency-Key", _key),
                ("X-Organization", Guid.NewGuid().ToString())
            )
        ).Refused(422, "PLT-0015");
        Assert.Equal(1, await Things());
    }

    [Fact]
    public async Task The_same_key_of_another_caller_is_another_key()
    {
        (await (await Keeper()).Post("/toys/v1/things", Body(), _key)).Expect(201);
        (await (await Keeper()).Post("/toys/v1/things", Body(), _key)).Expect(201);
        Assert.Equal(2, await Things());
    }

    [Fact]
    public async Task Of_two_requests_at_once_with_one_key_the_work_is_done_once()
    {
        var keeper = await Keeper();
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 6).Select(_ => keeper.Post("/toys/v1/things", Body(), _key))
        );
        Assert.All(answers, a => a.Expect(201));
        Assert.Single(answers.Select(a => a.Text).Distinct());
        Assert.Equal(1, answers.Count(a => !a.Headers.ContainsKey("Idempotency-Replayed")));
        Assert.Equal(1, await Things());
    }

    [Fact]
    public async Task After_a_refusal_the_key_is_free_again()
    {
        var keeper = await Keeper();
        (await keeper.Post("/toys/v1/things", Body("fail"), _key)).Refused(409, "TOY-0001");
        (await keeper.Post("/toys/v1/things", new { scopeKey = "a1" }, _key)).Refused(
            400,
            "PLT-0001",
            "/name PLT-1001"
        );
        (await keeper.Post("/toys/v1/things", Body(), _key)).Expect(201);
        Assert.Equal(1, await Things());
    }

    [Fact]
    public async Task After_a_client_has_disconnected_before_the_answer_the_same_key_returns_it()
    {
        await using var place = await Place.CreateAsync();
        var service = await place.StartAsync();
        var keeper = await service.Holder(ToyService.Keeper, "a");
        var first = (await keeper.Post("/toys/v1/things", Body(), _key)).Expect(201);
        // The process ends between the commit and the reply; the next process has the answer.
        await service.DisposeAsync();
        var successor = await place.StartAsync(database: service.Database);
        var again = (await successor.As(keeper.Subject).Post("/toys/v1/things", Body(), _key)).Expect(201);
        Assert.Equal(first.Text, again.Text);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("short")]
    public async Task A_POST_without_a_proper_key_is_refused(string? key) =>
        (await (await Keeper()).Send(HttpMethod.Post, "/toys/v1/things", Body(), ("Idempotency-Key", key))).Refused(
            400,
            "PLT-0014"
        );

    [Fact]
    public async Task A_key_that_is_too_long_is_refused() =>
        (await (await Keeper()).Post("/toys/v1/things", Body(), new string('k', 129))).Refused(400, "PLT-0014");

    [Fact]
    public async Task A_stored_answer_is_sealed_and_only_an_HMAC_of_the_body_is_stored()
    {
        var keeper = await Keeper();
        (await keeper.Post("/toys/v1/things", Body(), _key)).Expect(201);
        var row = await toys.Database.Find<string>(
            """
            select encode(body_hmac, 'escape') || encode(answer, 'escape')
            from platform.idempotency
            where key = @_key
            """,
            new { _key }
        );
        Assert.DoesNotContain(_name, row, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_is_kept_for_seven_days_and_then_the_key_is_new()
    {
        await using var place = await Place.CreateAsync();
        var service = await place.StartAsync();
        var keeper = await service.Holder(ToyService.Keeper, "a");
        var housekeeping = service.Services.GetServices<IHostedService>().OfType<Housekeeping>().Single();
        (await keeper.Post("/toys/v1/things", Body(), _key)).Expect(201);

        service.Clock.Move(TimeSpan.FromDays(6.9));
        await housekeeping.TidyAsync(default);
        Assert.True(
            (await keeper.Post("/toys/v1/things", Body(), _key)).Expect(201).Headers.ContainsKey("Idempotency-Replayed")
        );

        service.Clock.Move(TimeSpan.FromDays(0.2));
        await Eventually.True(
            async () =>
            {
                await housekeeping.TidyAsync(default);
                return await service.Database.Find<long>(
                        "select count(*) from platform.idempotency where key = @_key",
                        new { _key }
                    ) == 0;
            },
            "forgotten"
        );
        Assert.False(
            (await keeper.Post("/toys/v1/things", Body(), _key)).Expect(201).Headers.ContainsKey("Idempotency-Replayed")
        );
    }
}

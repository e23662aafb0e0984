using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using ServiceDefaults.Auth;
using ServiceDefaults.Data;
using ServiceDefaults.Tests.Toys;
using Testing;

namespace ServiceDefaults.Tests;

/// <summary>Settings with which a process refuses to start outside Development.</summary>
public sealed class StartupTests(ToyFixture toys)
{
    static readonly Dictionary<string, string?> Good = new()
    {
        ["Auth:Authority"] = "https://id.example",
        ["Sealing:Keys:k1"] = TestService.RandomKey(),
        ["Sealing:IndexKey"] = TestService.RandomKey(),
        ["Sealing:Transport:Keys:t1"] = TestService.RandomKey(),
        ["ConnectionStrings:App"] = "Host=db;Username=app;Password=Zk3-ur8_qwT",
        ["ConnectionStrings:Broker"] = "amqp://user:Zk3-ur8_qwT@broker/vhost",
    };

    static void Check(string environment, params (string Name, string? Value)[] changes)
    {
        var settings = new Dictionary<string, string?>(Good);
        foreach (var (name, value) in changes)
            settings[name] = value;
        StartupChecks.Run(
            new ConfigurationBuilder().AddInMemoryCollection(settings).Build(),
            new HostApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = environment }).Environment
        );
    }

    [Fact]
    public void A_service_starts_with_its_own_settings()
    {
        Check("Production");
        Check("Staging");
    }

    [Theory]
    [InlineData("Auth:DevelopmentKey", "c29tZSBrZXkgb2YgMzIgYnl0ZXMgb3Igc28uLi4uLi4=", "Auth:DevelopmentKey")]
    [InlineData("Auth:Authority", null, "Auth:Authority")]
    [InlineData("Migrations:Keep", "true", "Migrations:Keep")]
    [InlineData("Sealing:Keys:k1", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "Sealing:Keys:k1")]
    [InlineData("Sealing:IndexKey", "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=", "Sealing:IndexKey")]
    [InlineData(
        "Sealing:Transport:Keys:t1",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "Sealing:Transport:Keys:t1"
    )]
    [InlineData("ConnectionStrings:App", "Host=db;Username=app;Password=postgres", "ConnectionStrings:App")]
    [InlineData("ConnectionStrings:App", "Host=db;Username=app", "ConnectionStrings:App")]
    [InlineData("ConnectionStrings:Owner", "Host=db;Username=app;Password=Password", "ConnectionStrings:Owner")]
    [InlineData("ConnectionStrings:Broker", "amqp://guest:guest@broker/", "ConnectionStrings:Broker")]
    [InlineData("ConnectionStrings:Broker", "amqp://broker/", "ConnectionStrings:Broker")]
    public void A_default_key_or_password_or_development_access_is_refused_by_name_outside_development(
        string name,
        string? value,
        string named
    )
    {
        foreach (var environment in new[] { "Production", "Staging" })
            Assert.Contains(
                named,
                Assert.Throws<StartupException>(() => Check(environment, (name, value))).Message,
                StringComparison.Ordinal
            );
        Check("Development", (name, value));
    }

    [Theory, InlineData("Production"), InlineData("Staging")]
    public void A_trial_is_refused_by_name_outside_development(string environment) =>
        Assert.Contains(
            "Auth:Trial",
            Assert.Throws<StartupException>(() => Check(environment, ("Auth:Trial", "true"))).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void A_trial_in_development_needs_the_key_of_development()
    {
        Check("Development", ("Auth:Trial", "true"), ("Auth:DevelopmentKey", TestService.RandomKey()));
        Assert.Contains(
            "Auth:DevelopmentKey",
            Assert.Throws<StartupException>(() => Check("Development", ("Auth:Trial", "true"))).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void All_wrong_settings_are_named_at_once_without_a_secret()
    {
        var message = Assert
            .Throws<StartupException>(() =>
                Check(
                    "Production",
                    ("Auth:Authority", ""),
                    ("Auth:DevelopmentKey", "abcdefgh"),
                    ("ConnectionStrings:Broker", "amqp://u:guest@broker/")
                )
            )
            .Message;
        foreach (var name in new[] { "Auth:Authority", "Auth:DevelopmentKey", "ConnectionStrings:Broker" })
            Assert.Contains(name, message, StringComparison.Ordinal);
        Assert.DoesNotContain("guest", message, StringComparison.Ordinal);
        Assert.DoesNotContain("abcdefgh", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_does_not_start_in_production_with_development_settings() =>
        Assert.Equal(
            2,
            await TestService
                .Builder(
                    ToyService.Setup with
                    {
                        Environment = "Production",
                    },
                    toys.Database.AppText,
                    toys.Broker.Address,
                    new FakeClock(),
                    []
                )
                .RunPlatformAsync([], ToyService.Routes)
        );

    [Fact]
    public async Task In_production_there_is_no_development_clock()
    {
        await using var place = await Place.CreateAsync();
        var service = await place.StartAsync(
            ToyService.Setup with
            {
                Environment = "Production",
                Settings = new Dictionary<string, string?>
                {
                    ["Auth:DevelopmentKey"] = null,
                    ["Auth:Authority"] = "https://127.0.0.1:1",
                },
            }
        );
        (await service.AsNobody().Send(HttpMethod.Post, "/dev/clock", new { offsetSeconds = 10 })).Expect(404);
        (await service.AsNobody().Get("/toys/v1/staff")).Expect(401);
        // The development key is not accepted; while the authority is unreachable the token cannot be checked.
        (await service.AsSomebody().Get("/toys/v1/staff")).Refused(503, "PLT-0018");
    }

    [Fact]
    public async Task An_unknown_command_ends_with_2_and_a_known_one_does_its_work_with_0()
    {
        Task<int> Run(params string[] args) =>
            TestService
                .Builder(ToyService.Setup, toys.Database.AppText, toys.Broker.Address, new FakeClock(), [])
                .RunPlatformAsync(
                    args,
                    ToyService.Routes,
                    new Verb("mark", "<word>: writes a note", (session, words, _, ct) =>
                        session.Execute(
                            "insert into notes (id, body) values (gen_random_uuid(), @word)",
                            new { word = words[0] },
                            ct
                        )
                    )
                );
        var word = Guid.NewGuid().ToString();
        Assert.Equal(2, await Run("nonsense"));
        Assert.Equal(2, await Run("replay", "no id"));
        Assert.Equal(0, await Run("parked"));
        Assert.Equal(0, await Run("mark", word));
        Assert.Equal(1, await toys.Database.Find<long>("select count(*) from notes where body = @word", new { word }));
    }

    [Fact]
    public async Task Parked_events_are_listed_with_the_reason_and_the_number_of_events_that_wait()
    {
        await using var place = await Place.CreateAsync();
        var service = await place.StartAsync();
        var toy = Guid.CreateVersion7();
        var bad = await service.Others.PublishAsync(new ToyCounted(toy, 1, "throw"));
        for (var i = 2; i <= 4; i++)
            await service.Others.PublishAsync(new ToyCounted(toy, i));
        await Eventually.True(
            async () => await service.Database.Find<long>("select count(*) from platform.waiting") == 4,
            "parked and held"
        );

        var (console, written) = (Console.Out, new StringWriter());
        Console.SetOut(TextWriter.Synchronized(written));
        try
        {
            Assert.Equal(
                0,
                await TestService
                    .Builder(ToyService.Setup, service.Database.AppText, place.Broker.Address, new FakeClock(), [])
                    .RunPlatformAsync(["parked"], ToyService.Routes)
            );
        }
        finally
        {
            Console.SetOut(console);
        }
        var line = Assert.Single(written.ToString().Split('\n'), l =>
            l.Contains(bad.EventId.ToString(), StringComparison.Ordinal)
        );
        Assert.StartsWith("in ", line, StringComparison.Ordinal);
        Assert.Contains("3 behind: InvalidOperationException", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Migrating_by_command_needs_neither_keys_nor_broker_and_names_the_setting_that_is_missing()
    {
        await using var database = await TestDatabase.CreateEmptyAsync();
        Task<int> Run(string? owner) =>
            TestService
                .Builder(
                    ToyService.Setup with
                    {
                        Settings = new Dictionary<string, string?>
                        {
                            ["ConnectionStrings:Owner"] = owner,
                            ["ConnectionStrings:Broker"] = null,
                            ["Sealing:IndexKey"] = null,
                            ["Sealing:Current"] = null,
                        },
                    },
                    database.AppText,
                    toys.Broker.Address,
                    new FakeClock(),
                    []
                )
                .RunPlatformAsync(["migrate"], ToyService.Routes);
        Assert.Equal(2, await Run(null));
        Assert.Equal(0, await Run(database.OwnerText));
        Assert.Equal(
            "0001_toys",
            await database.Find<string>("select id from public.migrations where id = '0001_toys'")
        );
    }
}

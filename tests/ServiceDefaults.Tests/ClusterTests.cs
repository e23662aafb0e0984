using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using ServiceDefaults.Messaging;
using ServiceDefaults.Tests.Toys;
using Testing;

namespace ServiceDefaults.Tests;

/// <summary>Events of a cluster: SIGTERM while requests still come, and a migration before its database.</summary>
public sealed class ClusterTests
{
    [Fact]
    public async Task On_SIGTERM_new_callers_are_still_served_for_a_while()
    {
        var builder = ServiceHost.CreateBuilder([]);
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?> { ["Drain:Seconds"] = "8", ["urls"] = "http://127.0.0.1:0" }
        );
        builder.AddHttpHabits();
        await using var app = builder.Build();
        app.UseHttpHabits();
        app.MapPost("/", async (HttpRequest request) =>
            TypedResults.Ok(await new StreamReader(request.Body).ReadToEndAsync())
        );
        await app.StartAsync();
        var address = new Uri(
            app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()
        );
        // Warm up: the first request of a process takes longest.
        using (var early = new HttpClient(new SocketsHttpHandler { UseProxy = false }))
            Assert.True((await early.PostAsync(address, new StringContent("a body"))).IsSuccessStatusCode);
        var begun = TimeProvider.System.GetTimestamp();
        var stopping = Task.Run(() => app.StopAsync());
        await Eventually.True(
            () => Task.FromResult(app.Lifetime.ApplicationStopping.IsCancellationRequested),
            "the application is stopping",
            TimeSpan.FromSeconds(10)
        );
        using (var late = new HttpClient(new SocketsHttpHandler { UseProxy = false }))
        {
            var answer = await late.PostAsync(address, new StringContent("a body"));
            Assert.True(answer.IsSuccessStatusCode);
            // The client opens its next connection to another process.
            Assert.True(answer.Headers.ConnectionClose);
        }
        await stopping;
        Assert.True(TimeProvider.System.GetElapsedTime(begun) >= TimeSpan.FromSeconds(8));
        using var tooLate = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        await Assert.ThrowsAsync<HttpRequestException>(() => tooLate.GetAsync(address));
    }

    [Theory, InlineData(60, true), InlineData(0, false)]
    public async Task A_migration_waits_for_its_database_as_long_as_configured(int seconds, bool waits)
    {
        await using var database = await TestDatabase.CreateEmptyAsync();
        var late = database.Name + "_late";
        var builder = ServiceHost.CreateBuilder([]);
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["ConnectionStrings:Owner"] = new NpgsqlConnectionStringBuilder(database.OwnerText)
                {
                    Database = late,
                    Pooling = false,
                }.ConnectionString,
                ["ConnectionStrings:App"] = $"Username={database.AppUser}",
                ["Migrations:WaitSeconds"] = seconds.ToString(null, null),
            }
        );
        var migrating = builder
            .AddPlatform(ToyService.Subscriptions())
            .RunPlatformAsync(["migrate"], ToyService.Routes);
        if (!waits)
        {
            Assert.Equal(2, await migrating);
            return;
        }
        await Task.Delay(500);
        Assert.False(migrating.IsCompleted);
        await database.Execute(
            $"create database {late} owner "
                + $"{new NpgsqlConnectionStringBuilder(database.OwnerText).Username} template template0"
        );
        try
        {
            Assert.Equal(0, await migrating);
        }
        finally
        {
            await database.Execute($"drop database {late} with (force)");
        }
    }

    /// <summary>The metrics behind alerts: events waiting to be sent, their age, and parked events.</summary>
    [Fact]
    public async Task Metrics_show_waiting_and_parked_events()
    {
        await using var place = await Place.CreateAsync();
        var service = await place.StartAsync(linked: true);
        var backlog = service.Services.GetServices<IHostedService>().OfType<Backlog>().Single();
        var figures = new ConcurrentDictionary<string, double>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, l) =>
            {
                if (
                    instrument.Meter.Scope == service.Services.GetRequiredService<IMeterFactory>()
                    && instrument.Meter.Name == "Platform.Messaging"
                )
                    l.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => figures[instrument.Name] = value);
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => figures[instrument.Name] = value);
        listener.Start();
        async Task<(double Waiting, double Age, double Parked)> Look()
        {
            await backlog.LookAsync(default);
            listener.RecordObservableInstruments();
            return (
                figures["platform.outbox.waiting"],
                figures["platform.outbox.age"],
                figures["platform.events.parked"]
            );
        }

        var keeper = await service.Holder(ToyService.Keeper, "a");
        await service.OutboxEmpty();
        Assert.Equal((0, 0, 0), await Look());
        place.Link.Cut();
        (await keeper.Post("/toys/v1/things", new { name = "waits", scopeKey = "a1" })).Expect(201);
        service.Clock.Move(TimeSpan.FromSeconds(90));
        await service.Database.Execute(
            """
            insert into platform.parked_out (outbox_id, aggregate_id, error, parked_at)
            values (-1, gen_random_uuid(), 'test', now())
            """
        );
        var (waiting, age, parked) = await Look();
        Assert.Equal((1, 1), (waiting, parked));
        Assert.InRange(age, 90, 150);
    }
}

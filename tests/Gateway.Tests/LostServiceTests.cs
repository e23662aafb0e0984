using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Testing;
using Xunit;

namespace Gateway.Tests;

public class LostServiceTests
{
    static readonly Uri Nowhere = new($"http://127.0.0.1:{FreePort()}");

    [Fact]
    public async Task A_service_that_is_down_gives_a_problem_that_says_when_to_try_again()
    {
        await using var gateway = await TestGateway.StartAsync(Nowhere);
        var answer = (await gateway.Anonymous.Post("/census/v1/visits", new { }, "0123456789"))
            .Expect(503)
            .ExpectProblem("PLT-0018");
        Assert.Equal("2", answer.Headers["Retry-After"]);
    }

    [Theory]
    [InlineData(""), InlineData("HTTP/1.1 200 OK\r\nContent-Ty")]
    public async Task A_service_killed_in_the_middle_gives_the_same(string saidBefore)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var dying = Task.Run(
            async () =>
            {
                using var connection = await listener.AcceptTcpClientAsync();
                await connection.GetStream().ReadAtLeastAsync(new byte[64], 64);
                await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(saidBefore));
                connection.Client.Close(0);
            },
            TestContext.Current.CancellationToken
        );
        await using var gateway = await TestGateway.StartAsync(new Uri($"http://{listener.LocalEndpoint}"));
        var answer = (await gateway.Anonymous.Post("/census/v1/visits", new { a = 1 }))
            .Expect(503)
            .ExpectProblem("PLT-0018");
        Assert.Equal("2", answer.Headers["Retry-After"]);
        await dying;
    }

    [Fact]
    public async Task A_service_that_does_not_answer_in_time_gives_the_same()
    {
        await using var service = await FakeService.StartAsync(context =>
            Task.Delay(Timeout.Infinite, context.RequestAborted)
        );
        await using var gateway = await TestGateway.StartAsync(
            service.Address,
            ("ReverseProxy:Clusters:census:HttpRequest:ActivityTimeout", "00:00:00.3")
        );
        (await gateway.Anonymous.Get("/census/v1/needs")).Expect(503).ExpectProblem("PLT-0018");
    }

    [Fact]
    public async Task A_service_that_comes_back_is_used_at_once()
    {
        var port = FreePort();
        await using var gateway = await TestGateway.StartAsync(new Uri($"http://127.0.0.1:{port}"));
        (await gateway.Anonymous.Get("/jobs/v1/postings")).Expect(503);
        await using var service = await FakeService.StartAsync(configure: b =>
            b.Configuration["urls"] = $"http://127.0.0.1:{port}"
        );
        await Eventually.True(
            async () => (await gateway.Anonymous.Get("/jobs/v1/postings")).Status == 200,
            "the service is used again"
        );
    }

    [Fact]
    public async Task Told_to_stop_it_finishes_what_it_began()
    {
        var reached = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        await using var service = await FakeService.StartAsync(async context =>
        {
            reached.SetResult();
            await goOn.Task;
            await context.Response.WriteAsync("done", context.RequestAborted);
        });
        await using var gateway = await TestGateway.StartAsync(service.Address);
        var request = gateway.Anonymous.Get("/census/v1/needs");
        await reached.Task;
        var stopping = gateway.StopAsync();
        goOn.SetResult();
        Assert.Equal("done", (await request).Expect(200).Text);
        await stopping;
        await Assert.ThrowsAsync<HttpRequestException>(() => gateway.Anonymous.Get("/health/live"));
    }

    [Fact]
    public async Task Readiness_answers_for_each_service_and_is_not_given_while_one_is_away()
    {
        await using var service = await FakeService.StartAsync(context =>
            context.Response.WriteAsJsonAsync(new { status = "ready" })
        );
        await using var ready = await TestGateway.StartAsync(service.Address);
        var answer = (await ready.Anonymous.Get("/health/ready")).Expect(200);
        Assert.Equal("ready", answer["status"].GetString());
        Assert.All(TestGateway.Services, s => Assert.Equal("ready", answer["checks"].GetProperty(s).GetString()));

        await using var broker = await FakeService.StartAsync(context =>
            context.Response.WriteAsJsonAsync(new { status = "degraded" })
        );
        await using var degraded = await TestGateway.StartAsync(broker.Address);
        Assert.Equal("degraded", (await degraded.Anonymous.Get("/health/ready")).Expect(200)["status"].GetString());

        await using var slow = await FakeService.StartAsync(context =>
            Task.Delay(Timeout.Infinite, context.RequestAborted)
        );
        await using var partly = await TestGateway.StartAsync(
            service.Address,
            ("ReverseProxy:Clusters:census:Destinations:service:Address", Nowhere.ToString()),
            ("ReverseProxy:Clusters:jobs:Destinations:service:Address", slow.Address.ToString())
        );
        var asked = Stopwatch.StartNew();
        answer = (await partly.Anonymous.Get("/health/ready")).Expect(503);
        Assert.True(asked.Elapsed < TimeSpan.FromSeconds(10), "a service that hangs must not hang the probe");
        Assert.Equal(
            ("not ready", "ready", "away", "away"),
            (
                answer["status"].GetString(),
                answer["checks"].GetProperty("training").GetString(),
                answer["checks"].GetProperty("census").GetString(),
                answer["checks"].GetProperty("jobs").GetString()
            )
        );
    }

    [Theory]
    [InlineData("/health/live", "live"), InlineData("/health/startup", "started")]
    public async Task It_lives_without_any_service(string path, string status)
    {
        await using var gateway = await TestGateway.StartAsync(Nowhere);
        Assert.Equal(status, (await gateway.Anonymous.Get(path)).Expect(200)["status"].GetString());
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

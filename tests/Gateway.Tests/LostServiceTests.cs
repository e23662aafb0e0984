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
    static readonly (string, string) Impatient = ("Forwarding:Patience", "00:00:00.3");

    [Fact]
    public async Task A_service_that_is_down_is_answered_with_a_problem_and_Retry_After()
    {
        await using var gateway = await TestGateway.StartAsync(Nowhere, Impatient);
        var answer = (await gateway.Anonymous.Post("/census/v1/visits", new { }, "0123456789")).Refused(
            503,
            "PLT-0018"
        );
        Assert.Equal("2", answer.Headers["Retry-After"]);
    }

    [Theory]
    [InlineData(""), InlineData("HTTP/1.1 200 OK\r\nContent-Ty")]
    public async Task A_service_killed_during_a_request_is_answered_with_a_problem_and_Retry_After(string saidBefore)
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
        var answer = (await gateway.Anonymous.Post("/census/v1/visits", new { a = 1 })).Refused(503, "PLT-0018");
        Assert.Equal("2", answer.Headers["Retry-After"]);
        await dying;
    }

    [Fact]
    public async Task A_service_that_does_not_answer_in_time_is_answered_with_a_problem_and_Retry_After()
    {
        await using var service = await FakeService.StartAsync(context =>
            Task.Delay(Timeout.Infinite, context.RequestAborted)
        );
        await using var gateway = await TestGateway.StartAsync(
            service.Address,
            ("ReverseProxy:Clusters:census:HttpRequest:ActivityTimeout", "00:00:00.3")
        );
        (await gateway.Anonymous.Get("/census/v1/needs")).Refused(503, "PLT-0018");
    }

    [Fact]
    public async Task A_service_that_comes_back_is_used_at_once()
    {
        var port = FreePort();
        await using var gateway = await TestGateway.StartAsync(new Uri($"http://127.0.0.1:{port}"), Impatient);
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
    public async Task A_post_whose_connection_is_refused_for_a_moment_arrives_once_and_whole()
    {
        var (port, count) = (FreePort(), 0);
        await using var gateway = await TestGateway.StartAsync(new Uri($"http://127.0.0.1:{port}"));
        var request = gateway.Anonymous.Post("/census/v1/visits", new { note = "田" });
        await Task.Delay(400, TestContext.Current.CancellationToken);
        Assert.False(request.IsCompleted, "it waits for the service to come back");
        await using var service = await FakeService.StartAsync(
            context =>
            {
                Interlocked.Increment(ref count);
                return context.Response.WriteAsJsonAsync(new { ok = true });
            },
            configure: b => b.Configuration["urls"] = $"http://127.0.0.1:{port}"
        );
        (await request).Expect(200);
        Assert.Equal((1, "POST /census/v1/visits"), (count, service.Line));
        Assert.Contains("note", service.Body, StringComparison.Ordinal);
    }

    /// <summary>A node that still routes to an ended pod drops the first packets of a connection.</summary>
    [Fact]
    public async Task A_connection_that_is_not_made_in_time_is_tried_again()
    {
        using var full = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        full.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        full.Listen(0);
        var address = (IPEndPoint)full.LocalEndPoint!;
        using var filler = new TcpClient();
        await filler.ConnectAsync(address, TestContext.Current.CancellationToken);
        await using var gateway = await TestGateway.StartAsync(new Uri($"http://{address}"));
        var request = gateway.Anonymous.Post("/census/v1/visits", new { });
        await Task.Delay(2500, TestContext.Current.CancellationToken);
        Assert.False(request.IsCompleted, "it waits for a connection");
        (await full.AcceptAsync(TestContext.Current.CancellationToken)).Dispose();
        // A connection given up before it was accepted sends nothing.
        while (true)
        {
            using var accepted = await full.AcceptAsync(TestContext.Current.CancellationToken);
            if (!await SendsAsync(accepted))
                continue;
            await accepted.SendAsync(Encoding.ASCII.GetBytes("HTTP/1.1 204 No Content\r\n\r\n"));
            (await request).Expect(204);
            return;
        }

        static async Task<bool> SendsAsync(Socket socket)
        {
            try
            {
                return await socket.ReceiveAsync(new byte[64], TestContext.Current.CancellationToken) > 0;
            }
            catch (SocketException)
            {
                return false;
            }
        }
    }

    [Fact]
    public async Task A_request_that_was_sent_is_not_sent_again()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var gateway = await TestGateway.StartAsync(new Uri($"http://{listener.LocalEndpoint}"));
        var request = gateway.Anonymous.Post("/census/v1/visits", new { a = 1 });
        using (var connection = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken))
        {
            await connection.GetStream().ReadAtLeastAsync(new byte[64], 64);
            connection.Client.Close(0);
        }
        (await request).Expect(503);
        Assert.False(listener.Pending(), "nothing comes a second time");
    }

    [Fact]
    public async Task A_service_that_stays_lost_is_waited_for_once_and_then_reported_at_once()
    {
        await using var gateway = await TestGateway.StartAsync(Nowhere, ("Forwarding:Patience", "00:00:01"));
        var first = Stopwatch.StartNew();
        (await gateway.Anonymous.Get("/jobs/v1/postings")).Expect(503);
        Assert.InRange(first.Elapsed.TotalSeconds, 0.5, 10);
        var next = Stopwatch.StartNew();
        (await gateway.Anonymous.Get("/jobs/v1/postings")).Refused(503, "PLT-0018");
        Assert.True(next.Elapsed < first.Elapsed / 2, $"{next.Elapsed} after {first.Elapsed}");
    }

    [Fact]
    public async Task On_SIGTERM_running_requests_are_finished()
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
    public async Task Readiness_reports_each_service_and_is_503_while_one_is_lost()
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

    [Fact]
    public async Task The_gateway_takes_traffic_once_each_service_was_reached_and_keeps_it_when_one_is_lost()
    {
        var port = FreePort();
        await using var others = await FakeService.StartAsync();
        await using var gateway = await TestGateway.StartAsync(
            others.Address,
            ("ReverseProxy:Clusters:census:Destinations:service:Address", $"http://127.0.0.1:{port}")
        );
        var early = (await gateway.Anonymous.Get("/health/reached")).Expect(503);
        Assert.Equal("census", early["missing"][0].GetString());
        await using (await FakeService.StartAsync(configure: b => b.Configuration["urls"] = $"http://127.0.0.1:{port}"))
            (await gateway.Anonymous.Get("/health/reached")).Expect(200);
        (await gateway.Anonymous.Get("/health/reached")).Expect(200);
    }

    [Fact]
    public async Task One_lost_service_delays_traffic_and_all_lost_services_prevent_it()
    {
        await using var service = await FakeService.StartAsync();
        var soon = ("Forwarding:ReachWithin", "00:00:02");
        await using var partly = await TestGateway.StartAsync(
            service.Address,
            ("ReverseProxy:Clusters:census:Destinations:service:Address", Nowhere.ToString()),
            soon
        );
        await using var cut = await TestGateway.StartAsync(Nowhere, soon);
        (await partly.Anonymous.Get("/health/reached")).Expect(503);
        (await cut.Anonymous.Get("/health/reached")).Expect(503);
        await Task.Delay(2500, TestContext.Current.CancellationToken);
        (await partly.Anonymous.Get("/health/reached")).Expect(200);
        (await cut.Anonymous.Get("/health/reached")).Expect(503);
    }

    [Theory]
    [InlineData("/health/live", "live"), InlineData("/health/startup", "started")]
    public async Task The_gateway_is_live_without_any_service(string path, string status)
    {
        await using var gateway = await TestGateway.StartAsync(Nowhere);
        Assert.Equal(status, (await gateway.Anonymous.Get(path)).Expect(200)["status"].GetString());
    }

    [Theory, InlineData("ready", 0), InlineData("degraded", 0), InlineData("not ready", 1)]
    public async Task The_ready_command_returns_readiness_by_its_exit_code(string status, int code)
    {
        await using var service = await FakeService.StartAsync(context =>
            context.Response.WriteAsJsonAsync(new { status })
        );
        await using var gateway = await TestGateway.StartAsync(service.Address);
        Assert.Equal(code, await GatewayHost.RunAsync(["ready", gateway.Address.ToString(), "3"]));
    }

    [Fact]
    public async Task The_ready_command_fails_for_an_unreachable_gateway() =>
        Assert.Equal(1, await GatewayHost.RunAsync(["ready", Nowhere.ToString(), "1"]));

    [Fact]
    public async Task Probes_do_not_count_among_the_requests()
    {
        await using var service = await FakeService.StartAsync();
        await using var gateway = await TestGateway.StartAsync(service.Address);
        using var measured = new MeasuredRequests(gateway.Provider);
        foreach (var probe in new[] { "live", "startup", "reached", "ready" })
            await gateway.Anonymous.Get("/health/" + probe);
        (await gateway.Anonymous.Get("/census/v1/needs")).Expect(200);
        await Eventually.True(() => Task.FromResult(measured.Routes.Count > 0), "the request is counted");
        Assert.Equal(["/census/{**rest}"], measured.Routes);
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

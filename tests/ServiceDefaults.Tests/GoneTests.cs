using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using ServiceDefaults.Auth;
using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.Tests.Toys;
using Testing;

namespace ServiceDefaults.Tests;

/// <summary>
/// A client that disconnects while it is served (a gateway that crashes, a telephone without signal) is no fault of the
/// service, and nothing is logged.
/// </summary>
public sealed class GoneTests
{
    static readonly Problem Late = new("TOY-0002", 409, "太晚了", "Too late", "请早来。", "Come early.");

    [Fact]
    public async Task An_answer_for_a_disconnected_client_is_no_fault()
    {
        await using var place = await Place.CreateAsync();
        using var begun = new SemaphoreSlim(0);
        var service = await place.StartAsync(
            ToyService.Setup with
            {
                Routes = v1 =>
                {
                    v1.MapPost("/problem", async Task<IResult> (HttpContext http) =>
                        {
                            await GoneAsync(http);
                            throw new ProblemException(Late);
                        })
                        .AllowPublic();
                    v1.MapGet("/nothing", async Task<IResult> (HttpContext http) =>
                        {
                            await GoneAsync(http);
                            throw new ProblemException(PlatformProblems.NotFound);
                        })
                        .AllowPublic();
                    v1.MapGet("/answer", async (HttpContext http) =>
                        {
                            await GoneAsync(http);
                            return TypedResults.Ok(new string('x', 100_000));
                        })
                        .AllowPublic();
                    v1.MapGet("/refusal", async (HttpContext http) =>
                        {
                            await GoneAsync(http);
                            return TypedResults.NotFound();
                        })
                        .AllowPublic();
                },
            }
        );
        foreach (
            var (method, path) in new[]
            {
                ("POST", "problem"),
                ("GET", "nothing"),
                ("GET", "answer"),
                ("GET", "refusal"),
            }
        )
        {
            using var caller = await SendAsync(
                service,
                $"{method} /toys/v1/{path} HTTP/1.1\r\nHost: x\r\nIdempotency-Key: 12345678\r\n"
                    + "Content-Length: 0\r\n\r\n"
            );
            Assert.True(await begun.WaitAsync(TimeSpan.FromSeconds(30)), path);
            caller.Close(0);
        }
        // The stop waits for running requests.
        await service.App.StopAsync();
        AssertSilent(service);

        async Task GoneAsync(HttpContext http)
        {
            begun.Release();
            await Task.Delay(Timeout.Infinite, http.RequestAborted)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [Theory, InlineData(true, 5), InlineData(true, 0), InlineData(false, 5), InlineData(false, 0)]
    public async Task A_client_that_disconnects_during_its_body_is_no_fault(bool resets, int patience)
    {
        await using var place = await Place.CreateAsync();
        var service = await place.StartAsync();
        for (var i = 0; i < 100; i++)
        {
            using var caller = await SendAsync(
                service,
                "POST /toys/v1/echo HTTP/1.1\r\nHost: x\r\nIdempotency-Key: 12345678\r\nContent-Type: "
                    + "application/json\r\nContent-Length: 1000\r\n\r\n{\"text\":"
            );
            await Task.Delay(patience);
            if (resets)
                caller.Close(0);
            else
                caller.Shutdown(SocketShutdown.Send);
        }
        await service.App.StopAsync();
        AssertSilent(service);
    }

    [Fact]
    public async Task A_client_that_disconnects_during_a_statement_is_no_fault_and_the_next_request_succeeds()
    {
        await using var place = await Place.CreateAsync();
        var service = await place.StartAsync(
            ToyService.Setup with
            {
                Routes = v1 =>
                {
                    v1.MapGet("/slow", SlowAsync).AllowPublic();
                    v1.MapPost("/slow", SlowAsync).AllowPublic();
                },
            }
        );
        var chance = new Random(20_231_120);
        var gone = 0;
        for (var i = 0; i < 300; i++)
        {
            using var request = new HttpRequestMessage(i % 2 == 0 ? HttpMethod.Get : HttpMethod.Post, "/toys/v1/slow")
            {
                Headers = { { "Idempotency-Key", $"gone {i:000}" } },
            };
            using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(chance.Next(1, 15)));
            try
            {
                (await service.Http.SendAsync(request, patience.Token)).EnsureSuccessStatusCode();
            }
            catch (OperationCanceledException)
            {
                gone++;
            }
            if (i % 10 == 0)
                (await service.Http.GetAsync("/toys/v1/slow")).EnsureSuccessStatusCode();
        }
        await service.App.StopAsync();
        AssertSilent(service);
        Assert.NotEqual(0, gone);

        static async Task<IResult> SlowAsync(Session session, CancellationToken ct) =>
            TypedResults.Ok(
                await session.Find<int>("select count(pg_sleep(n / 1e6)) from generate_series(1, 3) n", ct)
            );
    }

    /// <summary>Except the server's warning of a machine that is too busy.</summary>
    static void AssertSilent(TestService service)
    {
        var said = service.Log.Where(l => !l.Contains("heartbeat", StringComparison.Ordinal)).ToList();
        Assert.True(said.Count == 0, string.Join("\n", said));
    }

    static async Task<Socket> SendAsync(TestService service, string request)
    {
        var caller = new Socket(SocketType.Stream, ProtocolType.Tcp);
        var address = new Uri(service.App.Urls.First());
        await caller.ConnectAsync(address.Host, address.Port);
        await caller.SendAsync(Encoding.ASCII.GetBytes(request));
        return caller;
    }
}

using System.Net;
using System.Text;
using Contracts.Organizations.V1;
using Testing;

namespace Organizations.Tests;

/// <summary>A slow body delays its sender only.</summary>
public class UploadTests(OrganizationsFixture fixture)
{
    const string Imports = "/organizations/v1/people-imports";
    readonly TestService _service = fixture.Service;

    [Fact]
    public async Task Many_slow_uploads_hold_no_connection_and_others_are_served_meanwhile()
    {
        var province = await Province.NewAsync(_service);
        List<Slow> bodies = [];
        List<Task<Answer>> sent = [];
        for (var i = 0; i < 40; i++)
        {
            var officer = await province.Staff(Post.FederationOfficer, province.County);
            bodies.Add(new($"姓名,电话,区划代码\n慢,1391114{i:0000},{province.Village}\n"));
            sent.Add(officer.Send(HttpMethod.Post, Imports, bodies[i]));
        }
        await Task.WhenAll(bodies.Select(b => b.Begun));
        for (var i = 0; i < 20; i++)
        {
            (await province.Administrator.Get("/organizations/v1/people?limit=1")).Expect(200);
            Assert.InRange(await IdleAsync(), 0, 5);
        }
        Assert.All(sent, s => Assert.False(s.IsCompleted));
        foreach (var body in bodies)
            body.End();
        Assert.All(await Task.WhenAll(sent), a => a.Expect(202));
    }

    [Fact]
    public async Task The_fifth_upload_of_a_caller_at_once_is_refused_and_taken_when_one_has_ended()
    {
        var province = await Province.NewAsync(_service);
        var officer = await province.Staff(Post.FederationOfficer, province.County);
        string File(int i) => $"姓名,电话,区划代码\n慢,1391115{i:0000},{province.Village}\n";
        var bodies = Enumerable.Range(0, 4).Select(i => new Slow(File(i))).ToArray();
        using var http = Asking();
        var patient = new Client(http, TestService.DevelopmentKey, officer.Subject);
        var sent = Array.ConvertAll(bodies, b => patient.Send(HttpMethod.Post, Imports, b, ("Expect", "100-continue")));
        // A body that the server asked for is counted.
        await Task.WhenAll(bodies.Select(b => b.Begun));
        Task<Answer> Fifth(Client by) =>
            by.Send(
                HttpMethod.Post,
                Imports,
                new ByteArrayContent(Encoding.UTF8.GetBytes(File(5))) { Headers = { ContentType = new("text/csv") } }
            );
        var refused = (await Fifth(officer)).Expect(429);
        Assert.InRange(int.Parse(refused.Refused(429, "PLT-0062").Headers["Retry-After"], null), 1, 60);
        (await Fifth(await province.Staff(Post.FederationOfficer, province.County))).Expect(202);
        bodies[0].End();
        (await sent[0]).Expect(202);
        await Eventually.Of(() => Fifth(officer), a => a.Status == 202, "taken");
        foreach (var body in bodies)
            body.End();
        Assert.All(await Task.WhenAll(sent), a => a.Expect(202));
    }

    [Fact]
    public async Task A_caller_without_the_right_is_refused_before_the_body_arrives()
    {
        using var http = Asking();
        foreach (var (subject, status) in new[] { ((Guid?)null, 401), (Guid.CreateVersion7(), 403) })
        {
            // The client sends bodies of less than a kilobyte unasked.
            var body = new Slow(new string('姓', 1_000));
            var by = new Client(http, TestService.DevelopmentKey, subject);
            var answer = by.Send(HttpMethod.Post, Imports, body, ("Expect", "100-continue"));
            Assert.Equal(status, (await answer.WaitAsync(TimeSpan.FromSeconds(30))).Status);
            Assert.False(body.Begun.IsCompleted);
        }
    }

    [Fact]
    public async Task The_longest_list_of_ids_in_its_longest_spelling_is_read()
    {
        var province = await Province.NewAsync(_service);
        var ids = Enumerable
            .Range(0, 5_000)
            .Select(_ => string.Concat(Guid.NewGuid().ToString().Select(c => $"\\u{(int)c:x4}")));
        var body = $$"""{"householdIds":["{{string.Join("\",\"", ids)}}"]}""";
        Assert.InRange(body.Length, 1024 * 1024, int.MaxValue);
        var answer = await province.Administrator.Send(
            HttpMethod.Post,
            $"/organizations/v1/campaigns/{Guid.CreateVersion7()}/participations",
            body,
            ("Idempotency-Key", Guid.NewGuid().ToString())
        );
        answer.Refused(404, "PLT-0005");
    }

    Task<int> IdleAsync() =>
        _service.Database.Find<int>(
            """
            select count(*)::int
            from pg_stat_activity
            where datname = current_database() and state = 'idle in transaction'
            """
        );

    /// <summary>Sends a body only after the server asks for it, which is after the request was let in.</summary>
    HttpClient Asking() =>
        new(new SocketsHttpHandler { UseProxy = false, Expect100ContinueTimeout = Timeout.InfiniteTimeSpan })
        {
            BaseAddress = _service.Http.BaseAddress,
        };

    /// <summary>Sends half a file, and the other half after End().</summary>
    sealed class Slow : HttpContent
    {
        readonly byte[] _file;
        readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously),
            _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Slow(string file)
        {
            _file = Encoding.UTF8.GetBytes(file);
            Headers.ContentType = new("text/csv");
        }

        public Task Begun => _begun.Task;

        public void End() => _end.TrySetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(_file.AsMemory(0, _file.Length / 2));
            await stream.FlushAsync();
            _begun.TrySetResult();
            await _end.Task;
            await stream.WriteAsync(_file.AsMemory(_file.Length / 2));
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _file.Length;
            return true;
        }
    }
}

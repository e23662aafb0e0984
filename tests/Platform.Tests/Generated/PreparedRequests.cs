using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Stories;
using Testing;
using Answer = Testing.Answer;

namespace Platform.Tests.Generated;

/// <summary>
/// Prepares the state that an operation needs besides a valid body. Each call creates new records, so that requests do
/// not use up each other's state. Operations that are missing here succeed with the requests of <see cref="Requests"/>.
/// </summary>
public sealed partial class PreparedRequests
{
    const string O = "/organizations/v1/",
        Census = "/census/v1/",
        Training = "/training/v1/",
        Jobs = "/jobs/v1/";

    /// <summary>Job seekers are registered in batches: the other services must apply their events first.</summary>
    const int Seekers = 12;

    /// <summary>Free village numbers in each township: the shipped divisions do not use them.</summary>
    const int VillagesEach = 300;

    static readonly string[] s_kinds = ["visit-recorded", "household-registered", "need-opened", "certificate-issued"],
        s_posts = ["volunteer", "matchmaker", "case-agent", "unit-head"];

    readonly GeneratedFixture _platform;
    readonly People _people;
    readonly Guid _county,
        _community;
    readonly (Guid Id, string Prefix)[] _townships;
    readonly Dictionary<string, Func<Task<PreparedRequest>>> _all;
    readonly ConcurrentQueue<Seeker> _seekers = [];
    readonly SemaphoreSlim _registering = new(1);

    /// <summary>A household that all services know and only prepared requests use.</summary>
    readonly Lazy<Task<Guid>> _household;
    int _number,
        _villages;

    PreparedRequests(GeneratedFixture platform, Guid county, Guid community, (Guid Id, string Prefix)[] townships)
    {
        (_platform, _county, _community, _townships) = (platform, county, community, townships);
        _people = new(platform.Seed + 3);
        _household = new(async () =>
        {
            var household = await MakeAsync(Census + "households", Household(Woman()));
            await Ledger.SettledAsync(platform);
            return household;
        });
        _all = new[] { OfCensus(), OfTraining(), OfJobs(), OfBodies(), OfAwards(), OfPosts(), OfPlaces() }
            .SelectMany(s => s)
            .ToDictionary();
    }

    public static async Task<PreparedRequests> OpenAsync(GeneratedFixture platform)
    {
        var client = platform.As(platform.Everywhere, "organizations");
        async Task<Guid> Division(string code) => (await client.Get($"{O}divisions/by-code/{code}")).Id;
        var county = await Division(FromVisitToJob.County);
        var below = await client.Get($"{O}divisions?parentId={county}&limit=100");
        return new(
            platform,
            county,
            await Division(FromVisitToJob.Community),
            [
                .. below
                    .Items.Where(d => d.GetProperty("kind").GetString() is "township" or "town" or "street")
                    .Select(d => (d.GetProperty("id").GetGuid(), d.GetProperty("code").GetString()![..9])),
            ]
        );
    }

    public bool Has(Operation operation) => _all.ContainsKey(operation.ToString());

    /// <returns>Null if the operation needs no prepared state.</returns>
    /// <exception cref="InvalidOperationException">A preparing request was refused.</exception>
    public async Task<PreparedRequest?> MakeAsync(Operation operation) =>
        _all.TryGetValue(operation.ToString(), out var set) ? await set() : null;

    static DateOnly Today =>
        DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().ToOffset(TimeSpan.FromHours(8)).DateTime);

    static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    int Next() => Interlocked.Increment(ref _number);

    /// <summary>A day later than all days returned before.</summary>
    string Ahead() => Day(Today.AddYears(2).AddDays(Next()));

    /// <summary>
    /// Takes the values in turn: a rule with a start in the year 2999 blocks only later rules of its own value.
    /// </summary>
    string Turn(string[] of) => of[Next() % of.Length];

    /// <param name="body">JSON, or the content of a file.</param>
    /// <param name="record">Path of the record whose ETag is the If-Match.</param>
    async Task<Answer> PostAsync(string path, object body, string? record = null, Guid? by = null) =>
        (await TryAsync(path, body, record, by)).ExpectOk();

    async Task<Answer> TryAsync(string path, object body, string? record = null, Guid? by = null)
    {
        var client = _platform.As(by ?? _platform.Everywhere, path.Split('/')[1]);
        var tag = record is null ? null : (await client.Get(record)).ETag;
        return await client.Send(
            HttpMethod.Post,
            path,
            body is byte[] file ? Request.FileOf(file) : body,
            (Operation.Key, Guid.NewGuid().ToString()),
            (Operation.Version, tag)
        );
    }

    async Task<Guid> MakeAsync(string path, string body) => (await PostAsync(path, body)).Id;

    Citizen Woman()
    {
        lock (_people)
            return _people.Woman(1950 + Next() % 50);
    }

    Task<Guid> PersonAsync()
    {
        var woman = Woman();
        return MakeAsync(O + "people", PersonOf(woman));
    }

    static string PersonOf(Citizen woman) =>
        $$"""{"name":"{{woman.Name}}","telephone":"{{woman.Telephone}}","citizenId":"{{woman.CitizenId}}"}""";

    /// <summary>
    /// A new village, valid since 2024, and its code. Tries the next code if a division that was sent without a code
    /// already has this one.
    /// </summary>
    async Task<(Guid Id, string Code)> VillageAsync()
    {
        while (true)
        {
            var number = Interlocked.Increment(ref _villages);
            var (township, prefix) = _townships[number / VillagesEach];
            var code = $"{prefix}{100 + number % VillagesEach}";
            var made = await TryAsync(
                O + "divisions",
                $$"""{"parentId":"{{township}}","kind":"village","name":"测试{{number}}村","code":"{{code}}","validFrom":"2024-01-01"}"""
            );
            if (made.Status != 409)
                return (made.ExpectOk().Id, code);
        }
    }

    Task<Guid> GridAsync(Guid above, string kind = "grid") =>
        MakeAsync(
            O + "divisions",
            $$"""{"parentId":"{{above}}","kind":"{{kind}}","name":"{{Next()}}网格","validFrom":"2024-01-01"}"""
        );

    async Task<Guid> MicroGridAsync() => await GridAsync(await GridAsync((await VillageAsync()).Id), "micro-grid");

    /// <summary>The only executive member of a new village, since 2024.</summary>
    async Task<(Guid Person, Guid Village, Guid Appointment)> MemberAsync()
    {
        var (person, (village, _)) = (await PersonAsync(), await VillageAsync());
        var appointment = await MakeAsync(
            O + "appointments",
            $$"""{"personId":"{{person}}","post":"executive-member","divisionId":"{{village}}","validFrom":"2024-01-01"}"""
        );
        return (person, village, appointment);
    }

    Task<Guid> OrganizationAsync() =>
        MakeAsync(
            O + "organizations",
            $$"""{"kind":"association","name":"协会{{Next()}}","divisionId":"{{_county}}"}"""
        );

    /// <summary>Uploads a file and waits until its rows are validated.</summary>
    async Task<PreparedRequest> ApplyAsync(string path, string kind, string file)
    {
        var job = (await PostAsync(path, Encoding.UTF8.GetBytes(file))).Id;
        var client = _platform.As(_platform.Everywhere, "organizations");
        await Eventually.Of(
            async () => (await client.Get($"{O}{kind}/{job}"))["state"].GetString(),
            state => state is "validated" or "rejected" or "failed",
            $"{kind} {job} is read"
        );
        return new($"{O}{kind}/{job}/apply", "{}");
    }

    string Household(Citizen head) =>
        $$"""
            {
              "divisionId": "{{_community}}", "address": "测试街{{Next()}}号", "type": "family", "categories": ["jobless"],
              "residents": [{
                "name": "{{head.Name}}", "relation": "0", "citizenId": "{{head.CitizenId}}", "sex": "2", "birthDate": "{{Day(
                head.BirthDate
            )}}",
                "telephone": "{{head.Telephone}}", "employment": "jobless"
              }]
            }
            """;

    async Task<Guid> ResidentAsync() =>
        (await PostAsync(Census + "households", Household(Woman())))["residents"][0].GetProperty("id").GetGuid();

    static string Need(Guid resident) =>
        $$"""
            {
              "residentId": "{{resident}}", "kind": "work", "hours": [{ "day": 1, "from": "09:00", "to": "15:00" }],
              "skills": ["domestic-service"], "consent": true
            }
            """;

    /// <summary>
    /// A person with an open need for work that Training and Jobs have received, and with consent to be referred.
    /// </summary>
    async Task<Guid> SeekerAsync()
    {
        await _registering.WaitAsync();
        try
        {
            if (_seekers.IsEmpty)
            {
                await Task.WhenAll(
                    Enumerable
                        .Range(0, Seekers)
                        .Select(async _ =>
                        {
                            var resident = await ResidentAsync();
                            _seekers.Enqueue(new(resident, await MakeAsync(Census + "needs", Need(resident))));
                        })
                );
                await Ledger.SettledAsync(_platform);
                await Task.WhenAll(_seekers.Select(s => ConsentAsync(s.Person)));
            }
            return _seekers.TryDequeue(out var seeker) ? seeker.Person : throw new InvalidOperationException();
        }
        finally
        {
            _registering.Release();
        }
    }

    async Task ConsentAsync(Guid person)
    {
        var client = _platform.As(person, "jobs");
        var tag = (await client.Get(Jobs + "me/profile")).ETag;
        (await client.Put(Jobs + "me/profile/consent", """{"given":true}""", tag)).ExpectOk();
    }

    sealed record Seeker(Guid Person, Guid Need);
}

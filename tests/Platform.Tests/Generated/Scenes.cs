using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Stories;
using Testing;
using Answer = Testing.Answer;

namespace Platform.Tests.Generated;

/// <summary>A request that is accepted in the state that was made for it.</summary>
/// <param name="Body">As JSON, or a file.</param>
/// <param name="Record">Whose tag is its If-Match, where that is neither the address nor what it lies below.</param>
/// <param name="By">Who sends it, where it is about the caller.</param>
public sealed record Scene(string Address, object? Body = null, string? Record = null, Guid? By = null)
{
    public Request RequestOf(Operation operation)
    {
        var (names, values) = (operation.Template.Split('/'), Address.Split('?')[0].Split('/'));
        Request made = new(
            operation,
            names
                .Zip(values)
                .Where(p => p.First.StartsWith('{'))
                .ToDictionary(p => p.First.Trim('{', '}'), p => p.Second),
            Address.Split('?') is [_, var query]
                ? query.Split('&').Select(q => q.Split('=')).ToDictionary(q => q[0], q => q[1])
                : new Dictionary<string, string>(),
            Body is string json ? JsonNode.Parse(json) : null
        );
        return Body is byte[] file ? made with { Content = file } : made;
    }
}

/// <summary>
/// States in which an operation succeeds that take more than a fitting body: each is made anew, by requests of its own,
/// so that what is done in one is not missing in the next. An operation that is not here succeeds with what Requests
/// makes.
/// </summary>
public sealed partial class Scenes
{
    const string O = "/organizations/v1/",
        Census = "/census/v1/",
        Training = "/training/v1/",
        Jobs = "/jobs/v1/";

    /// <summary>Women are registered so many at once, for others must hear of each.</summary>
    const int Seekers = 12;

    /// <summary>Numbers of villages in a township that no village of the shipped table has.</summary>
    const int VillagesEach = 300;

    static readonly string[] s_kinds = ["visit-recorded", "household-registered", "need-opened", "certificate-issued"],
        s_posts = ["volunteer", "matchmaker", "case-agent", "unit-head"];

    readonly GeneratedFixture _platform;
    readonly People _people;
    readonly Guid _county,
        _community;
    readonly (Guid Id, string Prefix)[] _townships;
    readonly Dictionary<string, Func<Task<Scene>>> _all;
    readonly ConcurrentQueue<Seeker> _seekers = [];
    readonly SemaphoreSlim _registering = new(1);

    /// <summary>A household that all services know, and that nothing but the scenes names.</summary>
    readonly Lazy<Task<Guid>> _household;
    int _number,
        _villages;

    Scenes(GeneratedFixture platform, Guid county, Guid community, (Guid Id, string Prefix)[] townships)
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

    public static async Task<Scenes> OpenAsync(GeneratedFixture platform)
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

    /// <returns>Null where the operation needs none.</returns>
    /// <exception cref="InvalidOperationException">A request that leads to it was refused.</exception>
    public async Task<Scene?> SetAsync(Operation operation) =>
        _all.TryGetValue(operation.ToString(), out var set) ? await set() : null;

    static DateOnly Today =>
        DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().ToOffset(TimeSpan.FromHours(8)).DateTime);

    static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    int Next() => Interlocked.Increment(ref _number);

    /// <summary>A day after all that were named before.</summary>
    string Ahead() => Day(Today.AddYears(2).AddDays(Next()));

    /// <summary>
    /// One after the other: a rule of one that was brought in for the year 2999 is no hindrance to those of the others.
    /// </summary>
    string Turn(string[] of) => of[Next() % of.Length];

    /// <param name="body">JSON, or the content of a file.</param>
    /// <param name="record">Whose tag is its If-Match.</param>
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
    /// A village that lies there since 2024, and its code, which is used once: a division that came without a code may
    /// have been given the next.
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

    /// <summary>An executive member since 2024 of a village that has no other.</summary>
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

    /// <summary>Waits until an uploaded file is read and may be applied.</summary>
    async Task<Scene> ApplyAsync(string path, string kind, string file)
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
    /// A woman with an open need for work that Training and Jobs know, and with consent to be referred.
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
        var herself = _platform.As(person, "jobs");
        var tag = (await herself.Get(Jobs + "me/profile")).ETag;
        (await herself.Put(Jobs + "me/profile/consent", """{"given":true}""", tag)).ExpectOk();
    }

    sealed record Seeker(Guid Person, Guid Need);
}

using System.Security.Cryptography;
using Stories;
using Testing;
using Xunit;

namespace Platform.Tests.Generated;

/// <summary>
/// A separate platform for the suites that are generated from the routes, for they change rules that apply to all. It
/// has the shipped divisions and the records of one story.
/// </summary>
public sealed class GeneratedFixture : WholePlatform, IAsyncLifetime
{
    /// <summary>Seed of the inputs; PLATFORM_SEED repeats a run.</summary>
    public int Seed { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("PLATFORM_SEED"), out var seed)
            ? seed
            : RandomNumberGenerator.GetInt32(1, 1_000_000);

    public IReadOnlyList<Operation> All { get; private set; } = [];
    public StoryIds Ids { get; private set; } = null!;

    /// <summary>
    /// Texts that callers of other counties must not see: numbers, an address, and ids of a family's records.
    /// </summary>
    public IReadOnlyList<string> Hidden { get; private set; } = [];

    /// <summary>The known records.</summary>
    public World World { get; } = new();

    /// <summary>Makes requests for new records in the county of the story.</summary>
    public Requests Requests { get; private set; } = null!;

    public PreparedRequests Prepared { get; private set; } = null!;

    /// <summary>Holder of every post over all areas, and in the employer of the story.</summary>
    public Guid Everywhere { get; } = Guid.CreateVersion7();

    /// <summary>A direct connection to each service, without the rate limits of the gateway.</summary>
    public IReadOnlyDictionary<string, HttpClient> Http { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await StartAsync(Binaries.Present, FromVisitToJob.Administrator);
        Http = Services.ToDictionary(
            s => s,
            s => new HttpClient(
                new SocketsHttpHandler
                {
                    UseProxy = false,
                    AllowAutoRedirect = false,
                    MaxConnectionsPerServer = 16,
                    RequestHeaderEncodingSelector = (_, _) => System.Text.Encoding.Latin1,
                }
            )
            {
                BaseAddress = Processes[s].Address,
                Timeout = TimeSpan.FromMinutes(2),
            }
        );
        using PlatformClient client = new(Gateway, Seed + 1, TimeProvider.System);
        await new Divisions(client, TextWriter.Null, TimeProvider.System).LoadShippedAsync();
        using StoryRun run = new(Gateway, Seed, TimeProvider.System);
        await run.RunAsync();
        Ids = run.Story.Ids;
        Hidden =
        [
            .. run.Story.Invented.Made.SelectMany(p => new[] { p.CitizenId, p.Telephone }),
            Ids.Mark + "号",
            Ids.Household.ToString(),
            Ids.Mother.ToString(),
            Ids.Need.ToString(),
        ];
        All = await Operations.ReadAsync(this);
        await GrantAsync(Everywhere, "", Ids.Employer);
        await Ledger.SettledAsync(this);
        await World.ReadAsync(All, Able);
        var community = (
            await As(Everywhere, "organizations").Get($"/organizations/v1/divisions/by-code/{FromVisitToJob.Community}")
        ).Id;
        Requests = new(World, new People(Seed + 1), new Random(Seed), TimeProvider.System, community.ToString());
        Prepared = await PreparedRequests.OpenAsync(this);
    }

    public Client As(Guid? subject, string service) => new(Http[service], DevelopmentKey, subject);

    /// <summary>
    /// A caller with access: the mother of the story for the caller's own data, else the holder of every post.
    /// </summary>
    public Client Able(Operation operation) =>
        As(operation is { Self: true, Staffed: false } ? Ids.Mother : Everywhere, operation.Service);

    /// <summary>
    /// Grants every role over an area, by its sort key ("" is the whole tree), and in the employer unless null.
    /// </summary>
    public async Task GrantAsync(Guid subject, string scopeKey, Guid? employer)
    {
        foreach (var database in Databases.Values)
            await database.Execute(
                """
                insert into platform.grants (id, subject_id, role, scope_key, organization_id, valid_from)
                select gen_random_uuid(), @subject, role, place.key, place.organization, now() - interval '1 day'
                from unnest(@roles) role, (values (@scopeKey, null::uuid), (null, @employer)) place (key, organization)
                where place.key is not null or place.organization is not null
                """,
                new
                {
                    subject,
                    scopeKey,
                    roles = AccessMatrix.Roles.ToArray(),
                    employer,
                }
            );
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (var http in Http?.Values ?? [])
            http.Dispose();
        await base.DisposeAsync();
        await File.WriteAllTextAsync(Path.Combine(AppContext.BaseDirectory, "generated.log"), Log);
    }
}

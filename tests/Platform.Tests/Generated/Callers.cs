using Stories;
using Testing;

namespace Platform.Tests.Generated;

/// <summary>A sender of mutated requests.</summary>
/// <param name="Requests">Makes requests with records that the caller may access.</param>
/// <param name="Foreign">Records of others, which the caller must neither change nor see.</param>
/// <param name="Hidden">Texts that no answer to the caller may contain.</param>
public sealed record Caller(
    string Name,
    Func<Operation, Client> Client,
    Requests Requests,
    World Own,
    World Foreign,
    IReadOnlyList<string> Hidden
);

/// <summary>The callers of the generated suites, one of them in a second county.</summary>
public sealed class Callers(GeneratedFixture platform)
{
    /// <summary>A county other than that of the story.</summary>
    const string County = "371525000000";

    /// <summary>Holder of every post in the other county.</summary>
    readonly Guid _officer = Guid.CreateVersion7();

    public async Task<IReadOnlyList<Caller>> MakeAsync()
    {
        var organizations = platform.Databases["organizations"];
        var key = await organizations.Find<string>("select key from divisions where code = @County", new { County })
            ?? throw new InvalidOperationException("The other county does not exist.");
        var village = await organizations.Find<Guid>(
            "select id from divisions where starts_with(key, @key) order by length(key) desc, key limit 1",
            new { key }
        );
        await platform.GrantAsync(_officer, key, null);
        World there = new();
        Requests requests = new(
            there,
            new People(platform.Seed + 2),
            new Random(platform.Seed + 2),
            TimeProvider.System,
            village.ToString()
        );
        Client Officer(Operation o) => platform.As(_officer, o.Service);
        await there.ReadAsync(platform.All, Officer);
        await requests.MakeAsync(platform.All, Officer, 2);
        await there.ReadAsync(platform.All, Officer);
        return
        [
            new("officer of another county", Officer, requests, there, platform.World, platform.Hidden),
            new("all areas", platform.Able, platform.Requests, platform.World, there, []),
            new("nobody", o => platform.As(null, o.Service), platform.Requests, platform.World, there, platform.Hidden),
        ];
    }
}

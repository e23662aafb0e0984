using Stories;
using Testing;

namespace Platform.Tests.Generated;

/// <summary>One who sends requests: what she may name, and what she must never see.</summary>
/// <param name="Requests">Makes requests of records that she may name.</param>
/// <param name="Foreign">What others have, which she must neither change nor see.</param>
public sealed record Caller(
    string Name,
    Func<Operation, Client> Client,
    Requests Requests,
    World Own,
    World Foreign,
    IReadOnlyList<string> Hidden
);

/// <summary>The callers of the generated suites, and the second county that one of them works in.</summary>
public sealed class Callers(GeneratedFixture platform)
{
    /// <summary>Another county than the story's.</summary>
    const string County = "371525000000";

    /// <summary>Officer of the other county, with every post there is.</summary>
    readonly Guid _officer = Guid.CreateVersion7();

    public async Task<IReadOnlyList<Caller>> MakeAsync()
    {
        var organizations = platform.Databases["organizations"];
        var key = await organizations.Find<string>("select key from divisions where code = @County", new { County })
            ?? throw new InvalidOperationException("The other county is not there.");
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

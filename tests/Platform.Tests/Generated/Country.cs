using Contracts.Organizations.V1;
using Stories;
using Testing;

namespace Platform.Tests.Generated;

/// <summary>Two counties with a township in each, all with data, and callers of every scope.</summary>
sealed class Country(PlatformFixture platform, DirectClient client, Random chance)
{
    const string O = "/organizations/v1/";
    static readonly Guid Root = FromVisitToJob.Administrator;
    static readonly string[] Posts =
    [
        Post.FederationOfficer,
        Post.TrainingOfficer,
        Post.Trainer,
        Post.JobOfficer,
        Post.ExecutiveMember,
        Post.GridMember,
        Post.GridHead,
        Post.Volunteer,
    ];
    readonly List<Visitor> _visitors = [];
    readonly Rows _rows = new(platform);

    public IReadOnlyList<Area> Areas { get; private set; } = [];
    public IReadOnlyList<Visitor> Visitors => _visitors;

    /// <summary>An imported file with people of both counties.</summary>
    public SharedFile File { get; private set; } = null!;

    /// <summary>A caller whose posts have ended, with the POSTs completed before.</summary>
    public (Visitor Visitor, IReadOnlyList<CompletedPost> Completed) Former { get; private set; }

    public async Task MakeAreasAsync()
    {
        AreaData[] all =
        [
            Data("鸮坊", "610631000000", "610631100001"),
            Data("鸬坊", "610631102000", "610631102200"),
            Data("鹇坊", "110117000000", "110117001010"),
            Data("鹭坊", "110117002000", "110117002001"),
        ];
        foreach (var data in all)
            await data.AppointOfficersAsync();
        await _rows.NewAsync();
        List<Area> areas = [];
        foreach (var data in all)
        {
            await data.FillAsync();
            areas.Add(new(data, await KeyAsync(data.Top), await _rows.NewAsync()));
        }
        Areas = areas;

        AreaData Data(string mark, string top, string village) =>
            new(platform, client, platform.NewSeed(), mark, top, village);
    }

    /// <param name="count">Number of all callers.</param>
    public async Task MakeVisitorsAsync(int count)
    {
        var (a, b) = (Areas[0], Areas[2]);
        _visitors.AddRange([
            new("nobody", null, []),
            new("somebody", Guid.CreateVersion7(), []),
            new("the administrator", Root, [(Post.PlatformAdministrator, "")]),
            new("a mother", a.Data.Mother, [], a),
            new("an employer", b.Data.Manager, [], b, Acts: true),
            new("an executive member", a.Data.Member, [(Post.ExecutiveMember, await KeyAsync(a.Data.Village))], a),
        ]);
        foreach (var area in Areas)
            _visitors.Add(new($"officer of {area}", area.Data.Officer, [(Post.FederationOfficer, area.Key)], area));
        List<(Visitor Visitor, List<Guid> Ended)> former = [];
        Guid[] places = [.. Areas.SelectMany(x => new[] { x.Data.Top, x.Data.Top, x.Data.Village, x.Data.MicroGrid })];
        while (_visitors.Count + former.Count < count)
        {
            var subject = (await client.PostAsync(Root, O + "people", new { name = "访客" })).Id;
            List<(string, string)> grants = [];
            for (var posts = chance.Next(1, 4); posts > 0; posts--)
            {
                var (post, place) = (Posts[chance.Next(Posts.Length)], places[chance.Next(places.Length)]);
                if (await AppointAsync(subject, post, place) is null)
                    continue;
                grants.Add((post, await KeyAsync(place)));
            }
            if (grants.Count > 0)
                _visitors.Add(new($"visitor {_visitors.Count}", subject, grants));
        }
        await MakeFormerOfficerAsync(a);
        await SendFileAsync(a, b);
        await Ledger.SettledAsync(platform);
    }

    /// <summary>An officer of two counties uploads people of both; one row is invalid.</summary>
    async Task SendFileAsync(Area a, Area b)
    {
        const string Mark = "鹈坊";
        var sender = (await client.PostAsync(Root, O + "people", new { name = "两县" })).Id;
        foreach (var area in new[] { a, b })
            await AppointAsync(sender, Post.FederationOfficer, area.Data.Top);
        await Ledger.SettledAsync(platform);
        await _rows.NewAsync();
        var file = (
            await client.PostAsync(
                sender,
                O + "people-imports",
                $"name,telephone,divisionCode\n钱{Mark},13900000001,610631100001\n孙{Mark},1390000,110117001010\n"
            )
        ).Id;
        await Eventually.True(
            async () =>
                (await client.GetAsync(sender, $"{O}people-imports/{file}"))["state"].GetString()
                    is "validated"
                        or "rejected",
            "the file is validated"
        );
        File = new(sender, [a, b], Mark, [.. (await _rows.NewAsync()).Where(r => r.Id == file)]);
        _visitors.Add(
            new("officer of two counties", sender, [.. new[] { a, b }.Select(x => (Post.FederationOfficer, x.Key))])
        );
    }

    /// <summary>An officer sends POSTs in the area, then all posts of the officer end.</summary>
    async Task MakeFormerOfficerAsync(Area area)
    {
        var subject = (await client.PostAsync(Root, O + "people", new { name = "离任" })).Id;
        var posts = new[] { Post.FederationOfficer, Post.TrainingOfficer, Post.JobOfficer };
        List<Guid> appointments = [];
        foreach (var post in posts)
            appointments.Add((await AppointAsync(subject, post, area.Data.Top))!.Value);
        await Ledger.SettledAsync(platform);
        var before = client.Completed.Count;
        await client.PostAsync(
            subject,
            "/census/v1/residents/" + area.Data.Mother + "/disclosures",
            new { fields = new[] { "citizen-id", "telephone" }, reason = "核对号码" }
        );
        await client.PostAsync(subject, $"{O}people/{area.Data.Member}/merits", new { points = 1, reason = "离任前" });
        IReadOnlyList<CompletedPost> completed = [.. client.Completed.Skip(before)];
        foreach (var appointment in appointments)
            await client.PostAsync(
                Root,
                $"{O}appointments/{appointment}/end",
                new { },
                (await client.GetAsync(Root, $"{O}appointments/{appointment}")).Tag
            );
        var visitor = new Visitor("a former officer", subject, []);
        _visitors.Add(visitor);
        Former = (visitor, completed);
    }

    /// <returns>Null if the service refuses the appointment.</returns>
    async Task<Guid?> AppointAsync(Guid person, string post, Guid division)
    {
        try
        {
            return (
                await client.PostAsync(
                    Root,
                    O + "appointments",
                    new
                    {
                        personId = person,
                        post,
                        divisionId = division,
                    }
                )
            ).Id;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    async Task<string> KeyAsync(Guid division) =>
        (
            await platform
                .Databases["organizations"]
                .Find<string>("select key from divisions where id = @division", new { division })
        )!;
}

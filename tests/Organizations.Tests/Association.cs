using Contracts.Organizations.V1;
using Testing;

namespace Organizations.Tests;

/// <summary>
/// An association with its first congress, a term, members and their elections, entered through the API.
/// </summary>
sealed class Association(Client officer, Guid id, Guid term, DateOnly held)
{
    public const string Root = "/organizations/v1";
    static readonly string[] Disciplines = ["humanities", "science", "engineering", "agriculture", "medicine"];

    public Guid Id => id;
    public Guid Term => term;
    public string Path => $"{Root}/organizations/{id}";
    public List<Guid> Members { get; } = [];

    /// <summary>Registers it, holds its first congress on the day and starts a term of five years.</summary>
    public static async Task<Association> FoundAsync(
        Client officer,
        Guid divisionId,
        string name,
        DateOnly held,
        DateOnly? endsOn = null
    )
    {
        var id = (
            await officer.Post(
                Root + "/organizations",
                new
                {
                    kind = "association",
                    name,
                    divisionId,
                    validFrom = held,
                }
            )
        ).Expect(201).Id;
        var congress = (
            await officer.Post(
                Root + "/congresses",
                new
                {
                    organizationId = id,
                    kind = "first",
                    title = "第一次代表大会",
                    heldOn = held,
                    charter = new { title = name + "章程", text = "第一条……" },
                }
            )
        ).Expect(201).Id;
        var term = (
            await officer.Post(
                Root + "/terms",
                endsOn is { } end
                    ? new { congressId = congress, endsOn = end }
                    : (object)new { congressId = congress, years = 5 }
            )
        )
            .Expect(201)
            .Id;
        return new(officer, id, term, held);
    }

    /// <summary>Registers people and enters them as founding members, their disciplines in turn.</summary>
    public async Task<Association> JoinAsync(int count)
    {
        foreach (var part in Enumerable.Range(Members.Count, count).Chunk(25))
            Members.AddRange(
                await Task.WhenAll(
                    part.Select(async i =>
                        (await officer.Post(Root + "/people", new { name = $"会员{i}" })).Expect(201).Id
                    )
                )
            );
        (
            await officer.Post(
                Path + "/members",
                new
                {
                    members = Members
                        .TakeLast(count)
                        .Select(
                            (m, i) =>
                                new
                                {
                                    personId = m,
                                    role = "founding-member",
                                    discipline = Disciplines[i % 5],
                                    validFrom = held,
                                }
                        ),
                }
            )
        ).Expect(201);
        return this;
    }

    public async Task<Answer> OpenAsync(string post, int seats, IEnumerable<Guid> candidates)
    {
        var election = (
            await officer.Post(
                Root + "/elections",
                new
                {
                    termId = term,
                    post,
                    seats,
                    heldOn = held,
                }
            )
        ).Expect(201);
        (await officer.Post(election.Headers["Location"] + "/candidates", new { personIds = candidates })).Expect(201);
        return election;
    }

    /// <summary>Records a count; ballots all valid.</summary>
    public async Task<Answer> RecordAsync(
        Answer election,
        int ballots,
        IEnumerable<(Guid Person, int Votes)> counts,
        Guid[]? declared = null
    ) =>
        await officer.Post(
            election.Headers["Location"] + "/result",
            new
            {
                ballotsIssued = ballots,
                ballotsValid = ballots,
                ballotsInvalid = 0,
                counts = counts.Select(c => new { personId = c.Person, count = c.Votes }),
                declared,
            },
            ifMatch: (await officer.Get(election.Headers["Location"])).Expect(200).ETag
        );

    /// <summary>Elects exactly these candidates.</summary>
    public async Task<Answer> ElectAsync(
        string post,
        int ballots,
        IReadOnlyList<Guid> winners,
        IReadOnlyList<Guid>? losers = null
    ) =>
        (
            await RecordAsync(
                await OpenAsync(post, winners.Count, winners.Concat(losers ?? [])),
                ballots,
                winners.Select(w => (w, ballots - 1)).Concat((losers ?? []).Select((l, i) => (l, i == 0 ? 1 : 0)))
            )
        ).Expect(200);

    /// <summary>Number of holders of the post in it on a day.</summary>
    public async Task<List<Guid>> HoldersAsync(string post, string asOf) =>
        [
            .. (await officer.Get($"{Root}/appointments?organizationId={id}&post={post}&asOf={asOf}&limit=500"))
                .Expect(200)
                .Items.Select(i => i.GetProperty("personId").GetGuid()),
        ];

    public static string[] Bodies =>
        [Post.CouncilMember, Post.StandingCouncilMember, Post.President, Post.VicePresident];
}

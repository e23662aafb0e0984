using System.Text.Json;
using Contracts.Organizations.V1;
using FsCheck;
using FsCheck.Fluent;
using Organizations.Domain;
using Testing;

namespace Organizations.Tests;

/// <summary>Reach over random trees: the service's reports against sets of people in the test.</summary>
public class ProgrammeReachTests(OrganizationsFixture fixture)
{
    const string Root = "/organizations/v1/";
    static readonly Guid[] s_people = [.. Enumerable.Range(0, 14).Select(_ => Guid.CreateVersion7())];

    [Fact]
    public async Task Nobody_is_counted_twice_up_the_tree_and_person_times_add_up()
    {
        var province = await Province.NewAsync(fixture.Service);
        var officer = await province.Staff(Post.FederationOfficer, province.County);
        var owner = (
            await officer.Post(
                Root + "organizations",
                new
                {
                    kind = "federation",
                    name = "县妇联",
                    divisionId = (await province.Division(province.County)).Id,
                }
            )
        ).Expect(201).Id;
        await fixture.Database.Execute(
            "insert into people (id, scope_key, name, registered_at) select unnest(@s_people), @key, '参加者', now()",
            new { s_people, key = await province.Key(province.County) }
        );
        var cases = Gen.Choose(0, int.MaxValue).ToArbitrary();
        Prop.ForAll(cases, seed => CaseAsync(officer, owner, seed).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(8));
    }

    static async Task<bool> CaseAsync(Client officer, Guid owner, int seed)
    {
        var random = new Random(seed);
        List<Node> tree = [];
        for (var i = 0; i < 6; i++)
        {
            var parent = i == 0 ? null : tree[random.Next(i)];
            var body = new
            {
                parentId = parent?.Id,
                ownerId = owner,
                kind = "action",
                name = $"行动{i}",
                field = "文艺",
                startsOn = "2024-01-01",
                endsOn = "2024-12-31",
                status = "running",
            };
            var node = new Node((await officer.Post(Root + "programmes", body)).Expect(201).Id, parent, []);
            tree.Add(node);
            for (var s = random.Next(0, 3); s > 0; s--)
            {
                var held = new Held(
                    [.. s_people.Where(_ => random.Next(3) == 0)],
                    [.. Enumerable.Range(0, 10).Where(_ => random.Next(4) == 0).Select(n => "s" + n)],
                    random.Next(3) == 0 ? random.Next(9) : 0
                );
                node.Sessions.Add(held);
                var session = (
                    await officer.Post(
                        $"{Root}programmes/{node.Id}/sessions",
                        new
                        {
                            sessions = new[]
                            {
                                new
                                {
                                    heldOn = "2024-05-01",
                                    place = "礼堂",
                                    kind = "class",
                                    headcount = held.Headcount,
                                },
                            },
                        }
                    )
                ).Expect(201)["ids"][0].GetGuid();
                if (held.People.Length + held.Numbers.Length > 0)
                    (
                        await officer.Post(
                            $"{Root}sessions/{session}/participations",
                            new
                            {
                                personIds = held.People,
                                outside = new[] { new { registerId = owner, numbers = held.Numbers } },
                            }
                        )
                    ).Expect(200);
            }
        }
        var before = await CheckAsync(officer, tree);

        // A move within the tree changes the programmes between, never the whole.
        var moved = tree[random.Next(1, 6)];
        var places = tree.Where(n => n != moved && !Above(n).Contains(moved)).ToList();
        var place = places[random.Next(places.Count)];
        (
            await officer.Put(
                $"{Root}programmes/{moved.Id}/parent",
                new { parentId = place.Id },
                (await officer.Get($"{Root}programmes/{moved.Id}")).ETag
            )
        ).Expect(200);
        moved.Parent = place;
        return before == await CheckAsync(officer, tree);
    }

    /// <returns>Figures of the root.</returns>
    static async Task<string> CheckAsync(Client officer, List<Node> tree)
    {
        var report = (await officer.Get($"{Root}programmes/{tree[0].Id}/report")).Expect(200);
        var nodes = report["nodes"].EnumerateArray().ToDictionary(n => n.GetProperty("id").GetGuid());
        Assert.Equal(tree.Count, nodes.Count);
        foreach (var node in tree)
        {
            var sessions = tree.Where(n => Above(n).Contains(node)).SelectMany(n => n.Sessions).ToList();
            Compare(sessions, nodes[node.Id].GetProperty("tree"));
            Compare(node.Sessions, nodes[node.Id].GetProperty("own"));
            var children = tree.Where(n => n.Parent == node)
                .Select(n => nodes[n.Id].GetProperty("tree"))
                .Append(nodes[node.Id].GetProperty("own"))
                .ToList();
            var whole = nodes[node.Id].GetProperty("tree");
            Assert.Equal(children.Sum(c => Number(c, "personTimes")), Number(whole, "personTimes"));
            Assert.InRange(
                Number(whole, "distinctKnown"),
                children.Max(c => Number(c, "distinctKnown")),
                children.Sum(c => Number(c, "distinctKnown"))
            );
            Assert.InRange(
                Number(whole, "distinctAtLeast"),
                children.Max(c => Number(c, "distinctAtLeast")),
                Number(whole, "distinctAtMost")
            );
        }
        return report["total"].GetRawText();
    }

    static void Compare(IReadOnlyList<Held> sessions, JsonElement figures)
    {
        var known = sessions.SelectMany(s => s.Known).Distinct().Count();
        var reach = new Reach(
            sessions.Sum(s => s.Known.Count()),
            sessions.Sum(s => s.Headcount),
            known,
            sessions.Select(s => s.Known.Count() + s.Headcount).DefaultIfEmpty().Max()
        );
        Assert.Equal(
            (sessions.Count, reach.PersonTimes, reach.DistinctKnown, reach.DistinctAtLeast, reach.DistinctAtMost),
            (
                (int)Number(figures, "sessions"),
                Number(figures, "personTimes"),
                Number(figures, "distinctKnown"),
                Number(figures, "distinctAtLeast"),
                Number(figures, "distinctAtMost")
            )
        );
    }

    static long Number(JsonElement e, string member) => e.GetProperty(member).GetInt64();

    static IEnumerable<Node> Above(Node? node)
    {
        for (; node is not null; node = node.Parent)
            yield return node;
    }

    sealed record Held(Guid[] People, string[] Numbers, int Headcount)
    {
        public IEnumerable<string> Known => People.Select(p => p.ToString()).Concat(Numbers);
    }

    sealed class Node(Guid id, Node? parent, List<Held> sessions)
    {
        public Guid Id => id;
        public Node? Parent { get; set; } = parent;
        public List<Held> Sessions => sessions;
    }
}

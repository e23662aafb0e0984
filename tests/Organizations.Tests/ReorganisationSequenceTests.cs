using Contracts.Organizations.V1;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Testing;

namespace Organizations.Tests;

/// <summary>
/// Random sequences of reorganisations on the database, made by an officer: access grows only by a move, and the undo
/// restores the same bytes.
/// </summary>
public class ReorganisationSequenceTests(OrganizationsFixture fixture)
{
    static readonly string[] Villages = ["0101100001", "0101100002", "0102200201", "0102200202"],
        Towns = ["0101100000", "0102200000"];
    readonly TestService _service = fixture.Service;

    [Property(MaxTest = 6)]
    public Property After_any_sequence_access_has_grown_only_by_moves_and_the_undo_restores_all() =>
        Prop.ForAll(Arb.From(Gen.Choose(0, int.MaxValue).ListOf().Resize(6)), steps =>
            FollowAsync([.. steps.Take(5)]).GetAwaiter().GetResult()
        );

    async Task<bool> FollowAsync(IReadOnlyList<int> steps)
    {
        var province = await Province.NewAsync(_service);
        var tree = new Reorganising(_service, province);
        List<Client> staff = [];
        foreach (var code in Villages.Concat(Towns).Append("0101000000"))
            staff.Add(await province.Staff(Post.Chair, province.Digits + code));
        List<Guid> people = [];
        foreach (var code in Villages)
            people.Add(await tree.Person(province.Digits + code));
        var (state, csv, before) = (await tree.State(), await Csv(province), await Sight());
        Stack<Answer> applied = [];
        HashSet<(int, Guid)> allowed = [.. before];
        foreach (var step in steps)
        {
            var (request, moves) = await tree.AnyRequest(new Random(step), applied.Count);
            if (request is null)
                continue;
            var previewed = await tree.Preview(request);
            if (previewed.Status == 409)
                continue;
            var gains = previewed
                .Expect(201)["gains"]
                .GetProperty("holders")
                .EnumerateArray()
                .Select(h => h.GetProperty("personId").GetGuid())
                .ToHashSet();
            Assert.True(moves || gains.Count == 0);
            applied.Push((await tree.Apply(previewed)).Expect(200));
            var now = await Sight();
            // The preview named every person who gained.
            if (now.Except(allowed).Any(s => !gains.Contains(staff[s.Item1].Subject)))
                return false;
            allowed.UnionWith(now);
        }
        while (applied.TryPop(out var last))
            (await tree.Undo(last)).Expect(200);
        return (await Sight()).SetEquals(before) && await tree.State() == state && await Csv(province) == csv;

        async Task<HashSet<(int, Guid)>> Sight()
        {
            HashSet<(int, Guid)> seen = [];
            for (var i = 0; i < staff.Count; i++)
                foreach (var person in people)
                    if (await tree.Sees(staff[i], person))
                        seen.Add((i, person));
            return seen;
        }
    }

    async Task<string> Csv(Province province) =>
        (
            await province.Administrator.Get(
                $"/organizations/v1/divisions/export?below={(await province.Division(province.Digits + "0000000000")).Id}"
            )
        )
            .Expect(200)
            .Text;
}

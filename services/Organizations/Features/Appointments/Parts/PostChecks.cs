using Organizations.Domain;
using ServiceDefaults.Data;

namespace Organizations.Features.Appointments;

/// <summary>Checks new appointments against the limits of posts.</summary>
static class PostChecks
{
    const int Few = 50;
    const string LockFew = """
        select pg_advisory_xact_lock_shared(hashtextextended('appointments', 0));
        select count(pg_advisory_xact_lock(k))
        from (select distinct hashtextextended('appointment ' || k, 0) as k from unnest(@keys) u (k) order by 1) s
        """;
    const string LockAll = "select pg_advisory_xact_lock(hashtextextended('appointments', 0))";
    const string Rules = """
        select distinct on (post) post, most_per_place, most_per_person, excludes_anywhere, excludes_here, least_age,
            greatest_age
        from post_rules
        where platform.in_force(valid_from, valid_to, @day) order by post, version desc
        """;

    /// <summary>
    /// The breach of each appointment, with its person and place locked until the commit. Earlier ones in the list
    /// count as made.
    /// </summary>
    public static async Task<Dictionary<Guid, Breach>> RefusalsAsync(
        Session session,
        IReadOnlyList<Wanted> wanted,
        CancellationToken ct
    )
    {
        if (wanted.Count == 0)
            return [];
        var people = wanted.Select(w => w.PersonId).Distinct().ToArray();
        var firsts = await PostHolders.FirstsAsync(session, people, ct);
        Guid First(Guid person) => firsts.GetValueOrDefault(person, person);
        var keys = wanted
            .SelectMany(w => new[] { First(w.PersonId).ToString(), $"{w.Post} {w.Tenure.Place}" })
            .ToArray();
        await session.Execute(wanted.Count <= Few ? LockFew : LockAll, new { keys }, ct);
        Dictionary<DateOnly, Dictionary<string, PostRule>> rules = [];
        foreach (var day in wanted.Select(w => ChinaDay.Of(w.From)).Distinct())
            rules[day] = await RulesAsync(day, session, ct);
        var (others, births) = await PostHolders.StandingAsync(wanted, [.. people, .. firsts.Keys], rules, session, ct);
        return Check(wanted, [.. others.Select(t => t with { PersonId = First(t.PersonId) })], births, rules, First);
    }

    /// <summary>The rules in force on a day, by post.</summary>
    public static async Task<Dictionary<string, PostRule>> RulesAsync(
        DateOnly day,
        Session session,
        CancellationToken ct
    ) => (await session.Query<PostRule>(Rules, new { day }, ct)).ToDictionary(r => r.Post);

    /// <param name="there">Existing appointments, by the first id of each person.</param>
    static Dictionary<Guid, Breach> Check(
        IReadOnlyList<Wanted> wanted,
        List<Tenure> there,
        Dictionary<Guid, DateOnly> births,
        Dictionary<DateOnly, Dictionary<string, PostRule>> rules,
        Func<Guid, Guid> first
    )
    {
        var (byPerson, byPlace) = (
            there.GroupBy(t => t.PersonId).ToDictionary(g => g.Key, g => g.ToList()),
            there.GroupBy(t => (t.Post, t.Place)).ToDictionary(g => g.Key, g => g.ToList())
        );
        Dictionary<Guid, Breach> refused = [];
        foreach (var w in wanted)
        {
            var (t, rule) = (w.Tenure with { PersonId = first(w.PersonId) }, rules[ChinaDay.Of(w.From)]);
            var born = births.TryGetValue(w.PersonId, out var known) ? known : w.Born;
            if (PostAges.Check(w.Post, born, ChinaDay.Of(w.From), rule.GetValueOrDefault(w.Post)) is var (kind, limit))
            {
                refused[w.Id] = new(kind, t, limit);
                continue;
            }
            var held = byPerson.TryGetValue(t.PersonId, out var p) ? p : byPerson[t.PersonId] = [];
            var here = byPlace.TryGetValue((t.Post, t.Place), out var q) ? q : byPlace[(t.Post, t.Place)] = [];
            if (
                PostLimits.Check(
                    t,
                    rule.GetValueOrDefault(t.Post)?.MostPerPlace is null ? held : held.UnionBy(here, o => o.Id),
                    rule.GetValueOrDefault
                ) is
                { } breach
            )
            {
                refused[w.Id] = breach;
                continue;
            }
            held.Add(t);
            here.Add(t);
        }
        return refused;
    }
}

namespace Organizations.Domain;

/// <summary>
/// 双向互兼 (S7, Pinggu): finds a leader for every micro-grid's women's group. A woman who heads the grid leads it; where
/// the head is a man, the other sources follow in the rule's order. The number of led groups is as large as possible.
/// Among all such ways, as many groups as possible get a leader from the first source, then from the second, and so on;
/// then the nearest women are preferred: the lead of the micro-grid's coverage, a person who answers for it, a person
/// of the micro-grid itself, and so on for each place above it; then the rule's ties decide. A present leader stays, so
/// a second run after an applied one changes nothing. The order of the input does not matter.
/// </summary>
public static class ConcurrentPosts
{
    const int Female = 2,
        Male = 1;

    /// <summary>Reasons why a group has no leader.</summary>
    public static readonly string[] Vacancies =
    [
        "no-candidate",
        "only-men",
        "sex-not-recorded",
        "not-willing",
        "not-in-order",
        "all-lead-elsewhere",
        "post-rules",
        "gave-up",
        "outside-age",
    ];

    /// <param name="places">The micro-grids of the district, in any order.</param>
    /// <param name="candidates">In any order; a person may have several places and sources.</param>
    /// <param name="coverages">In any order.</param>
    /// <returns>One result a micro-grid, by key.</returns>
    public static IReadOnlyList<GroupLead> Lead(
        IEnumerable<GroupPlace> places,
        IReadOnlyCollection<GroupCandidate> candidates,
        LeaderRule rule,
        IEnumerable<GroupCoverage>? coverages = null
    )
    {
        var all = places.OrderBy(p => p.Key, StringComparer.Ordinal).ThenBy(p => p.Id).ToList();
        var leads = all.Where(p => p.LeaderId is not null).CountBy(p => p.LeaderId!.Value).ToDictionary();
        var able = candidates.Where(c => IsAble(c, rule) && rule.Sources.Contains(c.Source)).ToList();
        var women = able.GroupBy(c => c.PersonId)
            .Select(g => (Person: g.Key, Best: g.Order(Better(rule)).First()))
            .OrderBy(w => w.Best, Better(rule))
            .Select((w, i) => (w.Person, Index: i))
            .ToDictionary(w => w.Person, w => w.Index);
        var most = new int[women.Count];
        foreach (var g in able.GroupBy(c => c.PersonId))
            most[women[g.Key]] = Math.Max(
                0,
                g.Min(c => Math.Min(rule.GroupsAWoman - c.LeadsElsewhere, c.Most)) - leads.GetValueOrDefault(g.Key)
            );
        var open = all.FindAll(p => p.LeaderId is null);
        var near = candidates.ToLookup(c => c.Key);
        var ways = new Ways(able, women, rule, coverages ?? [], open.Count);
        var groups = open.ConvertAll(p => ways.To(p.Key));
        var solved = GroupMatching.Solve(
            groups.ConvertAll(g => Array.ConvertAll(g, w => (w.Woman, w.Cost))),
            most,
            ways.Vacancy
        );
        var persons = women.ToDictionary(w => w.Value, w => w.Key);
        var taken = open.Select((p, i) => (p.Id, Woman: solved[i], Ways: groups[i]))
            .Where(t => t.Woman >= 0)
            .ToDictionary(
                t => t.Id,
                t => (Person: persons[t.Woman], rule.Sources[t.Ways.First(w => w.Woman == t.Woman).Source])
            );
        return all.ConvertAll(p =>
            p.LeaderId is { } leader ? new GroupLead(p.Id, leader, null, null)
            : taken.TryGetValue(p.Id, out var t) ? new(p.Id, t.Person, t.Item2, null)
            : new(p.Id, null, null, WhyVacant(p, near, rule))
        );
    }

    static bool IsAble(GroupCandidate c, LeaderRule rule) =>
        c is { Sex: Female, Willing: true, GaveUp: false } && IsOfAge(c, rule);

    static bool IsOfAge(GroupCandidate c, LeaderRule rule) =>
        c.Age is null || (c.Age >= rule.LeastAge && c.Age <= rule.GreatestAge);

    /// <summary>Possible leaders of a micro-grid, with their costs.</summary>
    sealed class Ways(
        IEnumerable<GroupCandidate> able,
        Dictionary<Guid, int> women,
        LeaderRule rule,
        IEnumerable<GroupCoverage> coverages,
        int groups
    )
    {
        readonly ILookup<string, GroupCandidate> _near = able.ToLookup(c => c.Key);
        readonly ILookup<string, GroupCoverage> _covered = coverages.ToLookup(c => c.Key);
        readonly Int128[] _weights = [.. Weights(groups + 1, rule.Sources.Count)];

        /// <summary>More than the costs of all groups together.</summary>
        public GroupCost Vacancy => new(_weights[^1] * (groups + 1), 0);

        public (int Woman, int Source, GroupCost Cost)[] To(string place)
        {
            Dictionary<int, (int Woman, int Source, GroupCost Cost)> best = [];
            Dictionary<Guid, int> answers = [];
            for (var (key, steps) = (place, 0); key.Length > 0; key = key[..^DivisionKey.Width], steps++)
                foreach (var c in _covered[key])
                    if (3 * steps + (c.Leads ? 0 : 1) is var at && at < answers.GetValueOrDefault(c.PersonId, 99))
                        answers[c.PersonId] = at;
            for (var (key, steps) = (place, 0); key.Length > 0; key = key[..^DivisionKey.Width], steps++)
                foreach (var c in _near[key])
                {
                    var (woman, source) = (women[c.PersonId], Source(c.Source));
                    long far = Math.Min(3 * steps + 2, answers.GetValueOrDefault(c.PersonId, 99));
                    var cost = new GroupCost(
                        _weights[^1] - _weights[^(source + 1)],
                        far * (women.Count + 1) * (groups + 1) + woman
                    );
                    if (!best.TryGetValue(woman, out var other) || cost < other.Cost)
                        best[woman] = (woman, source, cost);
                }
            return [.. best.Values.OrderBy(b => b.Cost).ThenBy(b => b.Woman)];
        }

        int Source(string source)
        {
            var i = 0;
            while (rule.Sources[i] != source)
                i++;
            return i;
        }

        /// <summary>Weights: each exceeds what the next can add up to over all groups.</summary>
        static IEnumerable<Int128> Weights(int more, int count)
        {
            Int128 weight = 1;
            for (var i = 0; i <= count; i++, weight *= more)
                yield return weight;
        }
    }

    /// <summary>
    /// Women who head grids and are not executive members yet: each is co-opted, in the first of these places by key. Men
    /// are never co-opted.
    /// </summary>
    /// <param name="heads">Candidates of any source; only heads of grids count.</param>
    /// <param name="members">Executive members of the district.</param>
    public static IReadOnlyList<GroupCandidate> CoOpted(
        IEnumerable<GroupCandidate> heads,
        IReadOnlySet<Guid> members
    ) =>
        [
            .. heads
                .Where(c => c is { Source: LeaderSource.GridHead, Sex: Female } && !members.Contains(c.PersonId))
                .GroupBy(c => c.PersonId)
                .Select(g => g.MinBy(c => c.Key, StringComparer.Ordinal)!)
                .OrderBy(c => c.Key, StringComparer.Ordinal)
                .ThenBy(c => c.PersonId),
        ];

    static string WhyVacant(GroupPlace place, ILookup<string, GroupCandidate> near, LeaderRule rule)
    {
        List<GroupCandidate> all = [];
        for (var length = place.Key.Length; length > 0; length -= DivisionKey.Width)
            all.AddRange(near[place.Key[..length]]);
        if (all.Count == 0)
            return Vacancies[0];
        if (all.TrueForAll(c => c.Sex == Male))
            return Vacancies[1];
        var women = all.FindAll(c => c.Sex == Female);
        if (women.Count == 0)
            return Vacancies[2];
        var willing = women.FindAll(c => c.Willing);
        if (willing.Count == 0)
            return Vacancies[3];
        var staying = willing.FindAll(c => !c.GaveUp);
        if (staying.Count == 0)
            return Vacancies[7];
        var ofAge = staying.FindAll(c => IsOfAge(c, rule));
        if (ofAge.Count == 0)
            return Vacancies[8];
        var able = ofAge.FindAll(c => rule.Sources.Contains(c.Source));
        return able.Count == 0 ? Vacancies[4]
            : able.TrueForAll(c => c.Most == 0) ? Vacancies[6]
            : Vacancies[5];
    }

    static Comparer<GroupCandidate> Better(LeaderRule rule) =>
        Comparer<GroupCandidate>.Create(
            (a, b) =>
            {
                foreach (var tie in rule.Ties)
                    if (
                        (tie == LeaderTie.Points ? b.Points.CompareTo(a.Points) : a.Since.CompareTo(b.Since))
                        is not 0
                            and var order
                    )
                        return order;
                return a.PersonId.CompareTo(b.PersonId);
            }
        );
}

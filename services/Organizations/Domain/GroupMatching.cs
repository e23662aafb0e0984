namespace Organizations.Domain;

/// <summary>
/// The cost of one way to fill a group: first the order of preference, then nearness, then ties.
/// </summary>
/// <param name="Order">So large that one woman of an earlier source outweighs all of later ones.</param>
/// <param name="Near">So large that nearness outweighs ties.</param>
public readonly record struct GroupCost(Int128 Order, long Near) : IComparable<GroupCost>
{
    public int CompareTo(GroupCost other) =>
        Order != other.Order ? Order.CompareTo(other.Order) : Near.CompareTo(other.Near);

    public static GroupCost operator +(GroupCost a, GroupCost b) => new(a.Order + b.Order, a.Near + b.Near);

    public static GroupCost operator -(GroupCost a, GroupCost b) => new(a.Order - b.Order, a.Near - b.Near);

    public static bool operator <(GroupCost a, GroupCost b) => a.CompareTo(b) < 0;

    public static bool operator >(GroupCost a, GroupCost b) => a.CompareTo(b) > 0;

    public static bool operator <=(GroupCost a, GroupCost b) => a.CompareTo(b) <= 0;

    public static bool operator >=(GroupCost a, GroupCost b) => a.CompareTo(b) >= 0;
}

/// <summary>
/// Assigns groups to women so that as many groups as possible have a leader and the sum of the costs is least: a
/// minimum-cost matching by shortest augmenting paths with potentials (Jonker and Volgenant). Groups are entered one by
/// one; each path ends at a woman who may lead one more, or at a group that stays vacant at a cost above all others
/// together.
/// </summary>
public sealed class GroupMatching(IReadOnlyList<(int Woman, GroupCost Cost)[]> groups, int[] most, GroupCost vacancy)
{
    readonly int[] _of = [.. Enumerable.Repeat(-1, groups.Count)];
    readonly GroupCost[] _costs = new GroupCost[groups.Count];
    readonly List<int>[] _led = [.. most.Select(_ => new List<int>())];
    readonly GroupCost[] _potentials = new GroupCost[most.Length];

    /// <param name="groups">For each group the women who may lead it, each once.</param>
    /// <param name="most">How many groups each woman may lead, 0 or more.</param>
    /// <param name="vacancy">More than any possible sum of costs.</param>
    /// <returns>For each group the index of its leader; -1 for none. Equal costs prefer the earlier group and its
    /// earlier woman.</returns>
    public static int[] Solve(IReadOnlyList<(int Woman, GroupCost Cost)[]> groups, int[] most, GroupCost vacancy)
    {
        var matching = new GroupMatching(groups, most, vacancy);
        for (var group = 0; group < groups.Count; group++)
            matching.Enter(group);
        return matching._of;
    }

    void Enter(int entered)
    {
        Dictionary<int, (GroupCost Far, int Group, GroupCost Cost)> reached = [];
        Dictionary<int, GroupCost> settled = [];
        PriorityQueue<int, (GroupCost, int)> next = new();
        var (vacant, left, order) = (new GroupCost(Int128.MaxValue, 0), entered, 0);
        Reach(entered, default, default);
        while (next.TryDequeue(out var woman, out var far) && far.Item1 <= vacant)
        {
            if (!settled.TryAdd(woman, far.Item1))
                continue;
            if (_led[woman].Count < most[woman])
            {
                settled.Remove(woman);
                Settle(far.Item1);
                Shift(entered, woman, reached);
                return;
            }
            foreach (var group in _led[woman])
                Reach(group, far.Item1, _potentials[woman] - _costs[group]);
        }
        Settle(vacant);
        if (left == entered)
            return;
        var freed = _of[left];
        _led[freed].Remove(left);
        _of[left] = -1;
        Shift(entered, freed, reached);

        void Reach(int group, GroupCost far, GroupCost potential)
        {
            if (far + vacancy + potential is var empty && empty < vacant)
                (vacant, left) = (empty, group);
            foreach (var (woman, cost) in groups[group])
            {
                if (most[woman] == 0 || settled.ContainsKey(woman))
                    continue;
                var there = far + cost + potential - _potentials[woman];
                if (reached.TryGetValue(woman, out var before) && before.Far <= there)
                    continue;
                reached[woman] = (there, group, cost);
                next.Enqueue(woman, (there, order++));
            }
        }

        void Settle(GroupCost end)
        {
            foreach (var (woman, far) in settled)
                _potentials[woman] += far - end;
        }
    }

    void Shift(int entered, int woman, Dictionary<int, (GroupCost Far, int Group, GroupCost Cost)> reached)
    {
        while (true)
        {
            var (_, group, cost) = reached[woman];
            var before = _of[group];
            (_of[group], _costs[group]) = (woman, cost);
            _led[woman].Add(group);
            if (group == entered)
                return;
            _led[before].Remove(group);
            woman = before;
        }
    }
}

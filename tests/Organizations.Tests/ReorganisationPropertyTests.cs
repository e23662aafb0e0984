using Contracts;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Organizations.Domain;

namespace Organizations.Tests;

/// <summary>
/// Access over random trees, grants and sequences of reorganisations, on the rules alone; ReorganisationSequenceTests
/// does the same on the database.
/// </summary>
public class ReorganisationPropertyTests
{
    [Property(MaxTest = 300)]
    public Property Only_holders_above_the_target_of_a_move_gain_and_the_undo_restores_all_access()
    {
        var sequences = Gen.Choose(0, int.MaxValue).ListOf().Resize(40);
        return Prop.ForAll(Arb.From(Gen.Zip(Gen.Choose(0, int.MaxValue), sequences)), t =>
            Follow(t.Item1, [.. t.Item2])
        );
    }

    static bool Follow(int seed, IReadOnlyList<int> steps)
    {
        var model = new Model(new Random(seed));
        var (before, keys, grants) = (model.Sight(), model.Keys(), model.Grants());
        var history = new List<(string Key, Guid Place)>(model.Records.Select(r => (r.Value, r.Key)));
        HashSet<(int Person, Guid Place)> allowed = [.. before];
        foreach (var step in steps)
        {
            model.Step(step, allowed);
            history.AddRange(model.Records.Select(r => (r.Value, r.Key)));
            if (!model.Sight().IsSubsetOf(allowed))
                return false;
            if (model.Keys().Count != model.Keys().Distinct().Count())
                return false;
        }
        // A key of any time resolves to its record's present place, unless the record was placed one by one since.
        if (history.Any(h => !model.Placed.Contains(h.Place) && model.Resolve(h.Key) != model.Records[h.Place]))
            return false;
        while (model.CanUndo)
            model.Undo();
        return model.Sight().SetEquals(before)
            && model.Keys().SequenceEqual(keys)
            && model.Grants().SequenceEqual(grants);
    }

    /// <summary>A tree of keys, its records, and people with keys of it.</summary>
    sealed class Model
    {
        sealed record Node(Guid Id, Guid? Parent, string Key, bool Open);

        sealed record Done(IReadOnlyList<KeyMove> Back, Dictionary<Guid, Node> Nodes, Dictionary<Guid, string> Places);

        readonly Dictionary<int, List<string>> _grants = [];
        readonly List<IReadOnlyList<KeyMove>> _moves = [];
        readonly List<string> _retired = [];
        readonly Stack<Done> _done = [];
        Dictionary<Guid, Node> _nodes = [];

        public Model(Random random)
        {
            Node Add(Guid? parent, string above) =>
                Put(new(Guid.NewGuid(), parent, above + DivisionKey.Of(Next(above)), true));
            for (var p = 0; p < 2; p++)
            {
                var top = Add(null, "");
                for (var c = random.Next(1, 4); c > 0; c--)
                {
                    var county = Add(top.Id, top.Key);
                    for (var t = random.Next(0, 4); t > 0; t--)
                    {
                        var town = Add(county.Id, county.Key);
                        for (var v = random.Next(0, 3); v > 0; v--)
                            Add(town.Id, town.Key);
                    }
                }
            }
            var keys = Keys();
            foreach (var key in keys)
                Records[Guid.NewGuid()] = key;
            for (var person = 0; person < 12; person++)
                _grants[person] =
                [
                    .. Enumerable
                        .Range(0, person == 0 ? 9 : random.Next(1, 4))
                        .Select(_ => keys[random.Next(keys.Count)])
                        .Distinct(),
                ];
        }

        public Dictionary<Guid, string> Records { get; } = [];
        public HashSet<Guid> Placed { get; } = [];
        public bool CanUndo => _done.Count > 0;

        public List<string> Keys() => [.. _nodes.Values.Select(n => n.Key).Order(StringComparer.Ordinal)];

        public List<string> Grants() => [.. _grants.OrderBy(g => g.Key).Select(g => string.Join(',', g.Value))];

        public HashSet<(int, Guid)> Sight() =>
            [
                .. from g in _grants
                from r in Records
                where g.Value.Exists(k => r.Value.StartsWith(k, StringComparison.Ordinal))
                select (g.Key, r.Key),
            ];

        public string Resolve(string key) => _moves.Aggregate(key, (k, moves) => Reorganisation.Resolve(moves, k));

        public void Step(int choice, HashSet<(int, Guid)> allowed)
        {
            var random = new Random(choice);
            var open = _nodes.Values.Where(n => n.Open).OrderBy(n => n.Key, StringComparer.Ordinal).ToList();
            var node = open[random.Next(open.Count)];
            switch (random.Next(5))
            {
                case 0 when CanUndo:
                    Undo();
                    break;
                case 1 or 0 when node.Parent is not null:
                    MoveNode(node, open[random.Next(open.Count)], allowed);
                    break;
                case 2 when node.Parent is not null:
                    MergeNodes(node, open, random);
                    break;
                default:
                    SplitNode(node, open, random);
                    break;
            }
        }

        void MoveNode(Node node, Node below, HashSet<(int, Guid)> allowed)
        {
            if (below.Key.StartsWith(node.Key, StringComparison.Ordinal) || below.Id == node.Parent)
                return;
            var move = Reorganisation.Move(node.Key, below.Key, Next(below.Key));
            if (!Do([move], [], () => Put(_nodes[node.Id] with { Parent = below.Id })))
                return;
            var above = Reorganisation.Above(move.To).ToHashSet();
            foreach (var (person, keys) in _grants)
                if (keys.Exists(above.Contains))
                    allowed.UnionWith(
                        Records
                            .Where(r => r.Value.StartsWith(move.To, StringComparison.Ordinal))
                            .Select(r => (person, r.Key))
                    );
            // The people who gain are the announced ones.
            Assert.All(_grants.Where(g => g.Value.Exists(Reorganisation.Sight([move]).Gaining.Contains)), g =>
                Assert.Contains(g.Value, above.Contains)
            );
        }

        void MergeNodes(Node node, List<Node> open, Random random)
        {
            var sisters = open.Where(n => n.Parent == node.Parent).Take(random.Next(2, 4)).ToList();
            if (sisters.Count < 2)
                return;
            var above = _nodes[node.Parent!.Value].Key;
            var (key, moves) = Reorganisation.Merge([.. sisters.Select(s => s.Key)], above, Next(above));
            var survivor = random.Next(2) == 0 ? sisters[0].Id : Guid.NewGuid();
            Do(moves, [], () =>
            {
                foreach (var ended in sisters.Where(s => s.Id != survivor))
                    Put(_nodes[ended.Id] with { Open = false });
                Put(new(survivor, node.Parent, key, true));
                foreach (var child in open.Where(n => sisters.Exists(s => s.Id == n.Parent)))
                    Put(_nodes[child.Id] with { Parent = survivor });
            });
        }

        void SplitNode(Node node, List<Node> open, Random random)
        {
            var children = open.Where(n => n.Parent == node.Id).ToList();
            var parts = Enumerable
                .Range(0, random.Next(2, 4))
                .Select(p =>
                    children.Where((_, i) => i % 3 == p || (p == 0 && i % 3 > 1)).DistinctBy(c => c.Id).ToList()
                )
                .ToList();
            for (var p = 1; p < parts.Count; p++)
                parts[p] = [.. parts[p].Except(parts.Take(p).SelectMany(x => x))];
            parts[^1].AddRange(children.Except(parts.SelectMany(x => x)));
            var (keys, moves) = Reorganisation.Split(
                node.Key,
                Next(node.Key),
                [.. parts.Select(p => (IReadOnlyList<string>)[.. p.Select(c => c.Key)])]
            );
            var loose = Records
                .Where(r =>
                    r.Value.StartsWith(node.Key, StringComparison.Ordinal)
                    && !children.Exists(c => r.Value.StartsWith(c.Key, StringComparison.Ordinal))
                )
                .Select(r => r.Key)
                .ToList();
            var placed = loose.Where(_ => random.Next(2) == 0).ToDictionary(r => r, _ => keys[random.Next(keys.Count)]);
            Do(
                moves,
                keys,
                () =>
                {
                    Put(_nodes[node.Id] with { Open = false });
                    for (var p = 0; p < parts.Count; p++)
                    {
                        var part = Put(new(Guid.NewGuid(), node.Parent, keys[p], true));
                        foreach (var child in parts[p])
                            Put(_nodes[child.Id] with { Parent = part.Id });
                    }
                },
                placed,
                node.Key
            );
        }

        bool Do(
            IReadOnlyList<KeyMove> moves,
            IReadOnlyList<string> parts,
            Action change,
            Dictionary<Guid, string>? placed = null,
            string whole = ""
        )
        {
            if (
                _grants.Values.Any(g =>
                    Reorganisation.Areas(g.Select(k => Reorganisation.Resolve(moves, k)))
                        is > Reorganisation.MostAreas
                            and var after
                    && after > Reorganisation.Areas(g)
                )
            )
                return false;
            var places = (placed ?? []).Keys.ToDictionary(r => r, r => Records[r]);
            _done.Push(new(Reorganisation.Back(moves, parts, whole), new(_nodes), places));
            Relocate(moves);
            change();
            foreach (var (record, key) in placed ?? [])
                Records[record] = key;
            Placed.UnionWith((placed ?? []).Keys);
            return true;
        }

        public void Undo()
        {
            var (back, nodes, places) = _done.Pop();
            _nodes = _nodes.Where(n => nodes.ContainsKey(n.Key)).ToDictionary();
            Relocate(back);
            foreach (var (record, key) in places)
                Records[record] = key;
            _nodes = nodes;
        }

        void Relocate(IReadOnlyList<KeyMove> moves)
        {
            _moves.Add(moves);
            foreach (var node in _nodes.Values.ToList())
                Put(node with { Key = Reorganisation.Resolve(moves, node.Key) });
            foreach (var record in Records.Keys.ToList())
                Records[record] = Reorganisation.Resolve(moves, Records[record]);
            foreach (var keys in _grants.Values)
                for (var i = 0; i < keys.Count; i++)
                    keys[i] = Reorganisation.Resolve(moves, keys[i]);
            for (var i = 0; i < _retired.Count; i++)
                _retired[i] = Reorganisation.Resolve(moves, _retired[i]);
            _retired.AddRange(moves.Select(m => m.From));
        }

        int Next(string above) =>
            DivisionKey.Next(
                above,
                _nodes
                    .Values.Select(n => n.Key)
                    .Concat(_retired)
                    .Where(k => k.Length > above.Length && k.StartsWith(above, StringComparison.Ordinal))
                    .Max(StringComparer.Ordinal)
            );

        Node Put(Node node) => _nodes[node.Id] = node;
    }
}

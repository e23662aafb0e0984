using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Organizations.Domain;

namespace Organizations.Tests;

public class ParentCyclesTests
{
    [Property]
    public Property A_code_is_on_a_cycle_exactly_if_its_ancestors_include_it() =>
        Prop.ForAll(
            Gen.Choose(-1, 11).ArrayOf(12).ToArbitrary(),
            Gen.Elements(true, false).ArrayOf(12).ToArbitrary(),
            (parents, strayed) =>
            {
                // A parent by digits has fewer of them; a parent that contradicts the digits may be any row.
                string? Parent(string code) =>
                    int.Parse(code, null) is var i && parents[i] is >= 0 and var p && (strayed[i] || p < i)
                        ? $"{p}"
                        : null;
                var codes = Enumerable.Range(0, parents.Length).Select(i => $"{i}").ToList();
                bool ComesBack(string code)
                {
                    var at = Parent(code);
                    for (var i = 0; i < parents.Length && at is not null && at != code; i++)
                        at = Parent(at);
                    return at == code;
                }
                bool IsStrayed(string code) => strayed[int.Parse(code, null)] && Parent(code) is not null;
                var found = ParentCycles.Of(codes.Where(IsStrayed).ToDictionary(c => c, c => Parent(c)!), c =>
                    IsStrayed(c) ? null : Parent(c)
                );
                var cycles = codes.Where(ComesBack);
                return found.Keys.Order().SequenceEqual(cycles.Order())
                    && found.All(f => f.Value.Order().SequenceEqual(Cycle(f.Key, Parent).Order()));
            }
        );

    static List<string> Cycle(string code, Func<string, string?> parent)
    {
        List<string> cycle = [code];
        for (var at = parent(code)!; at != code; at = parent(at)!)
            cycle.Add(at);
        return cycle;
    }
}

using Contracts.Census.V1;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Jobs.Domain;

namespace Jobs.Tests;

/// <summary>Properties of the spans of a week.</summary>
public class DomainTests
{
    static readonly Gen<WorkingHours> Span =
        from day in Gen.Choose(1, 7)
        from start in Gen.Choose(0, 90)
        from length in Gen.Choose(1, 24)
        select new WorkingHours(
            day,
            TimeOnly.MinValue.AddMinutes(start * 15),
            TimeOnly.MinValue.AddMinutes(Math.Min(1425, (start + length) * 15))
        );

    [Property]
    public Property Cover_counts_the_common_minutes() =>
        Prop.ForAll(Gen.ListOf(Span).ToArbitrary(), Gen.NonEmptyListOf(Span).ToArbitrary(), (wanted, given) =>
        {
            var (inside, all) = WeeklyHours.Cover([.. wanted], [.. given]);
            var (mine, frame) = (Quarters(wanted), Quarters(given));
            return all == TimeSpan.FromMinutes(15 * mine.Count)
                && inside == TimeSpan.FromMinutes(15 * mine.Intersect(frame).Count());
        });

    [Property]
    public Property Joined_spans_cover_the_same_minutes_and_never_adjoin() =>
        Prop.ForAll(Gen.ListOf(Span).ToArbitrary(), spans =>
        {
            var joined = WeeklyHours.Join([.. spans]);
            return Quarters(joined).SetEquals(Quarters(spans))
                && joined.Zip(joined.Skip(1)).All(p => p.First.Day < p.Second.Day || p.First.To < p.Second.From);
        });

    static HashSet<(int, int)> Quarters(IEnumerable<WorkingHours> spans) =>
        [
            .. spans.SelectMany(s =>
                Enumerable
                    .Range(0, 96)
                    .Where(q =>
                        s.From <= TimeOnly.MinValue.AddMinutes(q * 15) && TimeOnly.MinValue.AddMinutes(q * 15) < s.To
                    )
                    .Select(q => (s.Day, q))
            ),
        ];
}

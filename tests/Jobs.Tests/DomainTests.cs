using Contracts.Census.V1;
using FsCheck;
using FsCheck.Fluent;
using Jobs.Domain;
using ServiceDefaults.Http;

namespace Jobs.Tests;

/// <summary>Credit codes, spans of a week and pieces of text as properties; matching has a file of its own.</summary>
public class DomainTests
{
    const string Alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";

    static readonly Gen<WorkingHours> Span =
        from day in Gen.Choose(1, 7)
        from start in Gen.Choose(0, 90)
        from length in Gen.Choose(1, 24)
        select new WorkingHours(
            day,
            TimeOnly.MinValue.AddMinutes(start * 15),
            TimeOnly.MinValue.AddMinutes(Math.Min(1425, (start + length) * 15))
        );

    [Theory]
    [
        InlineData("91350100M000100Y43", null),
        InlineData("91350100m000100y43", null),
        InlineData(" 91350100M000100Y43 ", null)
    ]
    [
        InlineData("91350100M000100Y44", "PLT-1005"),
        InlineData("91350100M000100Y4Z", "PLT-1006"),
        InlineData("91350100M000100Y4", "PLT-1006"),
        InlineData("", "PLT-1006")
    ]
    [
        InlineData("91350100I000100Y43", "PLT-1006"),
        InlineData("9135O100M000100Y43", "PLT-1006"),
        InlineData("91A50100M000100Y43", "PLT-1006"),
        InlineData("９1350100M000100Y43", "PLT-1006")
    ]
    public void A_credit_code_is_read_or_its_broken_rule_named(string text, string? rule)
    {
        Assert.Equal(rule, CreditCode.Parse(text, out var code)?.Code);
        if (rule is null)
            Assert.Equal("91350100M000100Y43", code.Text);
    }

    [Fact]
    public void One_wrong_character_of_a_credit_code_is_always_noticed() =>
        Prop.ForAll(
                Gen.Choose(0, 9_999_999).ToArbitrary(),
                Gen.Choose(0, 17).ToArbitrary(),
                Gen.Choose(1, 30).ToArbitrary(),
                (nth, at, by) =>
                {
                    var text = Scene.CreditCode(nth).ToCharArray();
                    text[at] = Alphabet[(Alphabet.IndexOf(text[at], StringComparison.Ordinal) + by) % 31];
                    return CreditCode.Parse(new(text), out _)
                        == (
                            text.AsSpan(2, 6).ContainsAnyExceptInRange('0', '9')
                                ? PlatformProblems.Format
                                : PlatformProblems.CheckDigit
                        );
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Cover_counts_the_minutes_that_lie_in_both() =>
        Prop.ForAll(Gen.ListOf(Span).ToArbitrary(), Gen.NonEmptyListOf(Span).ToArbitrary(), (wanted, given) =>
            {
                var (inside, all) = WeeklyHours.Cover([.. wanted], [.. given]);
                var (mine, frame) = (Quarters(wanted), Quarters(given));
                return all == TimeSpan.FromMinutes(15 * mine.Count)
                    && inside == TimeSpan.FromMinutes(15 * mine.Intersect(frame).Count());
            })
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Joined_spans_are_the_same_time_and_never_touch() =>
        Prop.ForAll(Gen.ListOf(Span).ToArbitrary(), spans =>
            {
                var joined = WeeklyHours.Join([.. spans]);
                return Quarters(joined).SetEquals(Quarters(spans))
                    && joined.Zip(joined.Skip(1)).All(p => p.First.Day < p.Second.Day || p.First.To < p.Second.From);
            })
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Every_part_of_a_text_is_found_by_its_pieces() =>
        Prop.ForAll(
                Gen.NonEmptyListOf(Gen.Elements("妈", "岗", "家", "政", "A", "b", "𠮷", " ", "服")).ToArbitrary(),
                Gen.Choose(0, 20).ToArbitrary(),
                Gen.Choose(1, 6).ToArbitrary(),
                (letters, from, length) =>
                {
                    var text = Grams.Normalise(string.Concat(letters));
                    var part = Grams.Normalise(string.Concat(letters.Skip(from % letters.Count).Take(length)));
                    return part.Length == 0
                        || !text.Contains(part, StringComparison.Ordinal)
                        || Grams.Wanted(part).All(Grams.Of(text).Contains);
                }
            )
            .QuickCheckThrowOnFailure();

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

using Contracts.Census.V1;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using ServiceDefaults.Http;
using Training.Domain;

namespace Training.Tests;

/// <summary>Properties of the rules of Training.</summary>
public class DomainTests
{
    static readonly Arbitrary<CertificateNumber> Numbers = (
        from area in Gen.Choose(0, 999_999)
        from year in Gen.Choose(0, 9999)
        from serial in Gen.Choose(0, 9_999_999)
        select new CertificateNumber($"{area:000000}", year, serial)
    ).ToArbitrary();

    static readonly Gen<WorkingHours> Span =
        from day in Gen.Choose(1, 7)
        from start in Gen.Choose(0, 22)
        from length in Gen.Choose(1, 3)
        select new WorkingHours(day, new(start, 0), new(Math.Min(23, start + length), 0));

    static readonly Gen<Lesson> Lessons =
        from day in Gen.Choose(738000, 738400)
        from start in Gen.Choose(0, 22)
        from length in Gen.Choose(1, 3)
        select new Lesson(DateOnly.FromDayNumber(day), new(start, 0), new(Math.Min(23, start + length), 0));

    [Property]
    public Property Lessons_overlap_exactly_with_a_common_minute() =>
        Prop.ForAll(
            Lessons.ToArbitrary(),
            Gen.Choose(-1, 1).ToArbitrary(),
            Gen.Choose(-120, 120).ToArbitrary(),
            (a, days, shift) =>
            {
                var from = Math.Clamp(a.From.Hour * 60 + shift, 0, 1_380);
                var b = new Lesson(
                    a.Day.AddDays(days),
                    new(from / 60, from % 60),
                    new((from + 45) / 60, (from + 45) % 60)
                );
                var shared = Enumerable
                    .Range(0, 1_440)
                    .Select(m => new TimeOnly(m / 60, m % 60))
                    .Any(m => a.Day == b.Day && a.From <= m && m < a.To && b.From <= m && m < b.To);
                return a.Overlaps(b) == shared && b.Overlaps(a) == shared;
            }
        );

    [Property]
    public Property A_printed_number_is_parsed_to_the_same_parts() =>
        Prop.ForAll(Numbers, n =>
            CertificateNumber.Parse(n.ToString(), out var read) is null && read == n && n.ToString().Length == 20
        );

    [Property]
    public Property A_number_with_one_wrong_digit_is_refused() =>
        Prop.ForAll(Numbers, Gen.Choose(2, 18).ToArbitrary(), Gen.Choose(1, 9).ToArbitrary(), (n, at, by) =>
        {
            var text = n.ToString().ToCharArray();
            text[at] = (char)('0' + (text[at] - '0' + by) % 10);
            return CertificateNumber.Parse(new(text), out _) == PlatformProblems.CheckDigit;
        });

    [Theory]
    [
        InlineData(""),
        InlineData("JN"),
        InlineData("XX6106312025000000112"),
        InlineData("JN61063120250000001"),
        InlineData("JN61063120250000A01X")
    ]
    public void A_malformed_number_breaks_the_format_rule(string text) =>
        Assert.Equal(PlatformProblems.Format, CertificateNumber.Parse(text, out _));

    [Property]
    public Property Attendance_is_met_from_the_required_share_on() =>
        Prop.ForAll(
            Gen.Choose(0, 200).ToArbitrary(),
            Gen.Choose(0, 200).ToArbitrary(),
            Gen.Choose(0, 1000).ToArbitrary(),
            (attended, lessons, share) =>
                AttendanceRule.IsMet(attended, lessons, share / 1000m)
                    == ((long)attended * 1000 >= (long)share * lessons)
                && (
                    !AttendanceRule.IsMet(attended, lessons, share / 1000m)
                    || AttendanceRule.IsMet(attended + 1, lessons, share / 1000m)
                )
        );

    [Fact]
    public void No_attendance_suffices_only_for_a_required_share_of_zero()
    {
        Assert.True(AttendanceRule.IsMet(0, 10, 0));
        Assert.False(AttendanceRule.IsMet(0, 10, 0.001m));
        Assert.True(AttendanceRule.IsMet(8, 10, 0.8m));
        Assert.True(AttendanceRule.IsMet(1, 3, 0.333m));
        Assert.False(AttendanceRule.IsMet(1, 3, 0.334m));
    }

    [Property]
    public Property More_hours_never_make_fewer_lessons_fit() =>
        Prop.ForAll(
            Gen.ListOf(Lessons).ToArbitrary(),
            Gen.NonEmptyListOf(Span).ToArbitrary(),
            Span.ToArbitrary(),
            (lessons, hours, more) =>
                Lesson.ShareThatFits([.. lessons], [.. hours, more]) >= Lesson.ShareThatFits([.. lessons], [.. hours])
                && Lesson.ShareThatFits([.. lessons], []) == 1
                && Lesson.ShareThatFits([.. lessons], [.. hours]) is >= 0 and <= 1
        );

    [Property]
    public Property A_lesson_fits_exactly_if_each_minute_fits() =>
        Prop.ForAll(Lessons.ToArbitrary(), Gen.NonEmptyListOf(Span).ToArbitrary(), (lesson, hours) =>
        {
            var minutes = Enumerable
                .Range(0, (int)(lesson.To - lesson.From).TotalMinutes)
                .Select(m => lesson.From.AddMinutes(m));
            return lesson.Fits([.. hours])
                == minutes.All(m => hours.Any(h => h.Day == lesson.Weekday && h.From <= m && m < h.To));
        });

    [Fact]
    public void Codes_are_130_bits_of_an_alphabet_without_look_alikes()
    {
        var codes = Enumerable.Range(0, 2_000).Select(_ => VerificationCode.Create()).ToList();
        Assert.Equal(2_000, codes.Distinct().Count());
        Assert.All(codes, c => Assert.Equal(c, VerificationCode.Normalise(c.ToUpperInvariant())));
        Assert.Equal(32, VerificationCode.Alphabet.Distinct().Count());
        Assert.DoesNotContain(VerificationCode.Alphabet, c => "ilou".Contains(c, StringComparison.Ordinal));
        // Of 2,000 codes each character is expected 62.5 times at each position.
        for (var place = 0; place < VerificationCode.Length; place++)
            Assert.All(codes.CountBy(c => c[place]), count => Assert.InRange(count.Value, 15, 150));
    }
}

using System.Globalization;
using Contracts.Census.V1;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Jobs.Domain;

namespace Jobs.Tests;

/// <summary>Properties of matching, and examples at the limits of its rules.</summary>
public class MatchingTests
{
    static readonly string[] Codes = ["cooking", "massage", "electrician", "childcare"];
    static readonly Place[] Places =
    [
        new(1, "p", "陕西省"),
        new(2, "pc", "延安市"),
        new(3, "pcx", "黄龙县"),
        new(4, "pcxt", "石堡镇"),
        new(5, "pcxtv", "城东社区"),
    ];

    static readonly Gen<WorkingHours> Span =
        from day in Gen.Choose(1, 7)
        from start in Gen.Choose(0, 22)
        from length in Gen.Choose(1, 8)
        select new WorkingHours(day, new(start, 0), new(Math.Min(23, start + length), 0));

    static readonly Gen<Candidate> Candidates =
        from hours in Gen.ListOf(Span)
        from skills in Gen.SubListOf(Codes)
        from certificates in Gen.SubListOf(Codes)
        from wage in Gen.Choose(-1, 6)
        from depth in Gen.Choose(0, 5)
        select new Candidate(
            Places[..depth],
            [.. hours],
            skills.ToHashSet(),
            certificates.ToHashSet(),
            wage < 0 ? null : wage * 1000
        );

    static readonly Gen<Offer> Offers =
        from seed in Gen.Choose(0, int.MaxValue - 1)
        from hours in Gen.NonEmptyListOf(Span)
        from skills in Gen.SubListOf(Codes)
        from wage in Gen.Choose(0, 6)
        from more in Gen.Choose(0, 3)
        from place in Gen.Elements("q", "p", "pc", "pcx", "pcxt", "pcxtv", "pcxtvg", "pcz")
        from flexible in Gen.Elements(true, false)
        select new Offer(
            new Guid(seed, 0, 0, new byte[8]),
            place,
            [.. hours],
            [.. skills],
            wage * 1000,
            (wage + more) * 1000,
            flexible
        );

    static (string, string) Name(string code) => (code.ToUpper(CultureInfo.InvariantCulture), code);

    [Property]
    public Property Every_point_of_a_score_has_its_reason_in_both_languages() =>
        Prop.ForAll(Candidates.ToArbitrary(), Offers.ToArbitrary(), (candidate, offer) =>
            Matching.Score(candidate, offer, Name) is not { } match
            || (
                match.Score is > 0 and <= 100
                && match.Score == match.Reasons.Sum(r => r.Points)
                && match.Reasons.All(r => r is { Points: > 0, Zh.Length: > 0, En.Length: > 0 })
                && match.Reasons.Select(r => r.Code).Distinct().Count() == match.Reasons.Count
            )
        );

    [Property]
    public Property A_posting_that_is_not_flexible_lies_wholly_within_the_candidates_hours() =>
        Prop.ForAll(Candidates.ToArbitrary(), Offers.ToArbitrary(), (candidate, offer) =>
        {
            var (inside, all) = WeeklyHours.Cover(offer.Hours, candidate.Hours);
            return Matching.Score(candidate, offer, Name) is null
                || inside == all
                || (offer.Flexible && inside * 2 >= all);
        });

    [Property]
    public Property The_order_does_not_depend_on_the_order_of_the_postings() =>
        Prop.ForAll(
            Candidates.ToArbitrary(),
            Gen.ListOf(Offers).ToArbitrary(),
            Gen.Choose(0, int.MaxValue - 1).ToArbitrary(),
            (candidate, offers, seed) =>
            {
                var distinct = offers.DistinctBy(o => o.Id).ToArray();
                var ranked = Matching.Rank(candidate, distinct, Name);
                new System.Random(seed).Shuffle(distinct);
                return Matching
                        .Rank(candidate, distinct, Name)
                        .Select(m => m.Offer.Id)
                        .SequenceEqual(ranked.Select(m => m.Offer.Id))
                    && ranked
                        .Zip(ranked.Skip(1))
                        .All(p =>
                            (-p.First.Score, -p.First.Offer.WageFrom, p.First.Offer.Id).CompareTo(
                                (-p.Second.Score, -p.Second.Offer.WageFrom, p.Second.Offer.Id)
                            ) < 0
                        );
            }
        );

    [Property]
    public Property More_hours_skills_or_certificates_never_lower_a_score() =>
        Prop.ForAll(
            Candidates.ToArbitrary(),
            Offers.ToArbitrary(),
            Gen.Zip(Span, Gen.Elements(Codes)).ToArbitrary(),
            (candidate, offer, more) =>
            {
                var before = Matching.Score(candidate, offer, Name)?.Score ?? 0;
                Candidate[] richer =
                [
                    candidate with
                    {
                        Skills = candidate.Skills.Append(more.Item2).ToHashSet(),
                    },
                    candidate with
                    {
                        Certificates = candidate.Certificates.Append(more.Item2).ToHashSet(),
                    },
                    candidate with
                    {
                        Hours = candidate.Hours.Count == 0 ? [] : [.. candidate.Hours, more.Item1],
                    },
                    candidate with
                    {
                        WageWanted = null,
                    },
                ];
                return richer.All(r => (Matching.Score(r, offer, Name)?.Score ?? 0) >= before);
            }
        );

    [Property]
    public Property The_nearer_place_never_scores_less() =>
        Prop.ForAll(Candidates.ToArbitrary(), Offers.ToArbitrary(), (candidate, offer) =>
        {
            string[] nearer = ["q", "p", "pc", "pcx", "pcxt", "pcxtv"];
            var scores = nearer
                .Select(place =>
                    Matching.Score(candidate with { Places = Places }, offer with { Place = place }, Name)?.Score ?? 0
                )
                .ToList();
            return scores.Zip(scores.Skip(1)).All(p => p.First <= p.Second);
        });

    static readonly Candidate Mother = new(
        Places,
        Scene.SchoolHours,
        new HashSet<string> { "cooking" },
        new HashSet<string>(),
        null
    );

    static Offer Work(string from, string to, bool flexible = false, params string[] skills) =>
        new(
            Guid.CreateVersion7(),
            "pcxt",
            [
                new(
                    1,
                    TimeOnly.Parse(from, CultureInfo.InvariantCulture),
                    TimeOnly.Parse(to, CultureInfo.InvariantCulture)
                ),
            ],
            skills,
            3000,
            4000,
            flexible
        );

    [Theory]
    [
        InlineData("09:00", "15:00", false, 40),
        InlineData("08:59", "15:00", false, null),
        InlineData("12:00", "18:00", true, 20),
        InlineData("12:01", "18:01", true, null),
        InlineData("14:00", "15:30", true, 26)
    ]
    [InlineData("18:00", "23:00", true, null)]
    public void Hours_score_by_the_share_within_the_candidates_hours(
        string from,
        string to,
        bool flexible,
        int? points
    ) =>
        Assert.Equal(
            points,
            Matching.Score(Mother, Work(from, to, flexible), Name)?.Reasons.Single(r => r.Code == "hours").Points
        );

    [Fact]
    public void A_posting_without_a_common_skill_is_left_out_and_half_of_the_skills_score_half()
    {
        Assert.Null(Matching.Score(Mother, Work("09:00", "15:00", false, "massage"), Name));
        var half = Matching.Score(Mother, Work("09:00", "15:00", false, "massage", "cooking"), Name)!;
        Assert.Equal(
            ("符合所需技能：COOKING", 7),
            (half.Reasons.Single(r => r.Code == "skill").Zh, half.Reasons.Single(r => r.Code == "skill").Points)
        );
        Assert.Equal("同在石堡镇", half.Reasons.Single(r => r.Code == "place").Zh);
        Assert.DoesNotContain(half.Reasons, r => r.Code == "certificate");
    }

    [Fact]
    public void No_hours_named_means_any_time() =>
        Assert.Equal(40, Matching.Score(Mother with { Hours = [] }, Work("20:00", "23:00"), Name)!.Reasons[0].Points);
}

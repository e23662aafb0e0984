using System.Globalization;
using Contracts.Census.V1;

namespace Jobs.Domain;

/// <summary>The data of a candidate that matching uses.</summary>
/// <param name="Places">The areas of the candidate's home, from province (level 1) to the smallest.</param>
/// <param name="Hours">Hours in which the candidate can work; empty means any time.</param>
/// <param name="Skills">Codes of skills that the candidate has or wants to learn.</param>
/// <param name="Certificates">Codes of skills that a certificate proves.</param>
/// <param name="WageWanted">Yuan a month; null if the candidate has not named a wage.</param>
sealed record Candidate(
    IReadOnlyList<Place> Places,
    IReadOnlyList<WorkingHours> Hours,
    IReadOnlySet<string> Skills,
    IReadOnlySet<string> Certificates,
    int? WageWanted
);

/// <summary>An area; it contains every place whose key starts with its own.</summary>
sealed record Place(int Level, string Key, string Name);

/// <summary>The data of an open posting that matching uses.</summary>
/// <param name="Place">Sort key of the place of work.</param>
/// <param name="WageFrom">Yuan a month.</param>
/// <param name="WageTo">Yuan a month.</param>
/// <param name="Flexible">妈妈岗: the hours can be arranged.</param>
sealed record Offer(
    Guid Id,
    string Place,
    IReadOnlyList<WorkingHours> Hours,
    IReadOnlyList<string> Skills,
    int WageFrom,
    int WageTo,
    bool Flexible
);

/// <summary>The reason for a part of the score.</summary>
sealed record Reason([Code(nameof(CodeTables.MatchReason))] string Code, string Zh, string En, int Points);

/// <summary>A posting that suits the candidate. The score (0-100) is the sum of its reasons' points.</summary>
sealed record Match(Offer Offer, int Score, IReadOnlyList<Reason> Reasons);

/// <summary>
/// Scores postings for a candidate: at most 40 points for hours, 25 place, 15 skill, 15 certificate, 5 wage. It leaves
/// out a posting in another province, one that requires skills of which the candidate has none, and one whose hours do
/// not all lie within the candidate's (of a flexible posting: not even half of them).
/// </summary>
static class Matching
{
    const int HoursPoints = 40;
    const int SkillPoints = 15;
    const int CertificatePoints = 15;

    /// <summary>Points for a common area of level 1 (province) to 5 and deeper (village or community).</summary>
    static readonly int[] PlacePoints = [3, 8, 15, 20, 25];

    /// <summary>
    /// The postings that suit the candidate, best first: by score, then by higher starting wage, then by smaller id
    /// (the earlier posting). The order of the input does not matter.
    /// </summary>
    public static IReadOnlyList<Match> Rank(
        Candidate candidate,
        IEnumerable<Offer> offers,
        Func<string, (string Zh, string En)> name
    ) =>
        [
            .. offers
                .Select(o => Score(candidate, o, name))
                .OfType<Match>()
                .OrderByDescending(m => m.Score)
                .ThenByDescending(m => m.Offer.WageFrom)
                .ThenBy(m => m.Offer.Id),
        ];

    /// <summary>The match with its reasons, or null if the posting does not suit the candidate.</summary>
    public static Match? Score(Candidate candidate, Offer offer, Func<string, (string Zh, string En)> name)
    {
        if (
            ByHours(candidate, offer) is not { } hours
            || ByPlace(candidate, offer) is not { } place
            || BySkill(candidate, offer, name) is not { } skill
        )
            return null;
        var reasons = new[] { hours, place, skill, ByCertificate(candidate, offer, name), ByWage(candidate, offer) }
            .OfType<Reason>()
            .Where(r => r.Points > 0)
            .ToList();
        return new(offer, reasons.Sum(r => r.Points), reasons);
    }

    static Reason? ByHours(Candidate candidate, Offer offer)
    {
        var (inside, all) = WeeklyHours.Cover(offer.Hours, candidate.Hours);
        if (all == TimeSpan.Zero)
            return null;
        var week = Hours(all);
        if (inside == all)
            return candidate.Hours.Count == 0
                ? new(
                    "hours",
                    $"本人任何时段都可工作，岗位每周 {week} 小时",
                    $"Can work at any time; {week} hours a week",
                    HoursPoints
                )
                : new(
                    "hours",
                    $"岗位每周 {week} 小时全部在本人可工作的时段内",
                    $"All {week} hours a week suit the candidate",
                    HoursPoints
                );
        if (!offer.Flexible || inside.Ticks * 2 < all.Ticks)
            return null;
        return new(
            "hours",
            $"弹性岗位，每周 {week} 小时中有 {Hours(inside)} 小时在本人可工作的时段内",
            $"Flexible: {Hours(inside)} of {week} hours a week suit the candidate",
            (int)(HoursPoints * inside.Ticks / all.Ticks)
        );
    }

    static Reason? ByPlace(Candidate candidate, Offer offer)
    {
        var common = candidate
            .Places.Where(p => offer.Place.StartsWith(p.Key, StringComparison.Ordinal))
            .MaxBy(p => p.Level);
        return common is null
            ? null
            : new(
                "place",
                $"同在{common.Name}",
                $"Both in {common.Name}",
                PlacePoints[Math.Clamp(common.Level, 1, PlacePoints.Length) - 1]
            );
    }

    static Reason? BySkill(Candidate candidate, Offer offer, Func<string, (string Zh, string En)> name)
    {
        var asked = offer.Skills.Distinct().ToList();
        if (asked.Count == 0)
            return new("skill", "岗位不限技能", "No particular skill is asked for", SkillPoints);
        var met = asked.Where(s => candidate.Skills.Contains(s) || candidate.Certificates.Contains(s)).ToList();
        return met.Count == 0
            ? null
            : new(
                "skill",
                $"符合所需技能：{Zh(met, name)}",
                $"Skills asked for and met: {En(met, name)}",
                SkillPoints * met.Count / asked.Count
            );
    }

    static Reason? ByCertificate(Candidate candidate, Offer offer, Func<string, (string Zh, string En)> name)
    {
        var asked = offer.Skills.Distinct().ToList();
        var proved = asked.Where(candidate.Certificates.Contains).ToList();
        return proved.Count == 0
            ? null
            : new(
                "certificate",
                $"持有证书：{Zh(proved, name)}",
                $"Certified in {En(proved, name)}",
                CertificatePoints * proved.Count / asked.Count
            );
    }

    static Reason? ByWage(Candidate candidate, Offer offer)
    {
        var range = string.Create(CultureInfo.InvariantCulture, $"{offer.WageFrom}-{offer.WageTo}");
        if (candidate.WageWanted is not { } wanted)
            return new("wage", $"月薪 {range} 元，本人未提要求", $"{range} yuan a month; no wage asked for", 5);
        if (offer.WageFrom >= wanted)
            return new(
                "wage",
                $"月薪 {range} 元，不低于期望的 {wanted} 元",
                $"{range} yuan a month, at least the {wanted} asked for",
                5
            );
        return offer.WageTo < wanted
            ? null
            : new(
                "wage",
                $"月薪 {range} 元，可能达到期望的 {wanted} 元",
                $"{range} yuan a month, may reach the {wanted} asked for",
                2
            );
    }

    static string Hours(TimeSpan span) => span.TotalHours.ToString("0.##", CultureInfo.InvariantCulture);

    static string Zh(IEnumerable<string> codes, Func<string, (string Zh, string En)> name) =>
        string.Join("、", codes.Select(c => name(c).Zh));

    static string En(IEnumerable<string> codes, Func<string, (string Zh, string En)> name) =>
        string.Join(", ", codes.Select(c => name(c).En));
}

using System.Globalization;
using Contracts.Census.V1;

namespace Jobs.Domain;

/// <summary>What matching knows of a woman who looks for work.</summary>
/// <param name="Places">The areas she lives in, from the widest (level 1) to the narrowest.</param>
/// <param name="Skills">Codes of what she can do or wants to learn.</param>
/// <param name="Certificates">Codes a certificate proves.</param>
/// <param name="WageWanted">Yuan a month; null where she named none.</param>
sealed record Candidate(
    IReadOnlyList<Place> Places,
    IReadOnlyList<WorkingHours> Hours,
    IReadOnlySet<string> Skills,
    IReadOnlySet<string> Certificates,
    int? WageWanted
);

/// <summary>An area by level and sort key; it holds every place whose key starts with its own.</summary>
sealed record Place(int Level, string Key, string Name);

/// <summary>What matching knows of an open posting.</summary>
/// <param name="Place">Sort key of where the work is.</param>
/// <param name="Flexible">妈妈岗: its hours can be arranged.</param>
sealed record Offer(
    Guid Id,
    string Place,
    IReadOnlyList<WorkingHours> Hours,
    IReadOnlyList<string> Skills,
    int WageFrom,
    int WageTo,
    bool Flexible
);

/// <summary>Why some of the points were given.</summary>
sealed record Reason([Code(nameof(CodeTables.MatchReason))] string Code, string Zh, string En, int Points);

/// <summary>A posting that suits her. The score (0-100) is the sum of its reasons.</summary>
sealed record Match(Offer Offer, int Score, IReadOnlyList<Reason> Reasons);

/// <summary>
/// Which postings suit a woman, and why. Hours 40, place 25, skill 15, certificate 15, wage 5. A posting is left out if
/// its hours do not lie inside hers (a flexible one: not even half of them), if it is in another province, or if it
/// asks for skills and she has none of them.
/// </summary>
static class Matching
{
    const int HoursPoints = 40;
    const int SkillPoints = 15;
    const int CertificatePoints = 15;

    /// <summary>Points for sharing an area of level 1 (province) ... 5 and deeper (village or community).</summary>
    static readonly int[] PlacePoints = [3, 8, 15, 20, 25];

    /// <summary>
    /// The postings that suit her, best first: by score, then the higher starting wage, then the earlier posting
    /// (smaller id). The order of the input does not matter.
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

    /// <summary>The match with its reasons, or null if the posting does not suit her.</summary>
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
                    $"她任何时段都可工作，岗位每周 {week} 小时",
                    $"She can work at any time; {week} hours a week",
                    HoursPoints
                )
                : new(
                    "hours",
                    $"岗位每周 {week} 小时全部在她可工作的时段内",
                    $"All {week} hours a week lie within hers",
                    HoursPoints
                );
        if (!offer.Flexible || inside.Ticks * 2 < all.Ticks)
            return null;
        return new(
            "hours",
            $"弹性岗位，每周 {week} 小时中有 {Hours(inside)} 小时在她可工作的时段内",
            $"Flexible: {Hours(inside)} of {week} hours a week lie within hers",
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
            return new("wage", $"月薪 {range} 元，她未提出要求", $"{range} yuan a month; she named no wish", 5);
        if (offer.WageFrom >= wanted)
            return new(
                "wage",
                $"月薪 {range} 元，不低于期望的 {wanted} 元",
                $"{range} yuan a month, at least the {wanted} she hopes for",
                5
            );
        return offer.WageTo < wanted
            ? null
            : new(
                "wage",
                $"月薪 {range} 元，可能达到期望的 {wanted} 元",
                $"{range} yuan a month may reach the {wanted} she hopes for",
                2
            );
    }

    static string Hours(TimeSpan span) => span.TotalHours.ToString("0.##", CultureInfo.InvariantCulture);

    static string Zh(IEnumerable<string> codes, Func<string, (string Zh, string En)> name) =>
        string.Join("、", codes.Select(c => name(c).Zh));

    static string En(IEnumerable<string> codes, Func<string, (string Zh, string En)> name) =>
        string.Join(", ", codes.Select(c => name(c).En));
}

namespace Organizations.Domain;

/// <summary>Where a woman who may lead a women's group comes from. The order of these is the rule's order of preference unless its record says otherwise.</summary>
public static class LeaderSource
{
    /// <summary>She heads the micro-grid, or the grid it lies in.</summary>
    public const string GridHead = "grid-head";

    /// <summary>She works the micro-grid, or the grid it lies in, beside its head.</summary>
    public const string GridMember = "grid-member";

    /// <summary>An executive member of the place who also works a grid or answers for one.</summary>
    public const string GridExecutive = "grid-executive";

    /// <summary>She put herself forward (自荐).</summary>
    public const string SelfNominated = "self";

    /// <summary>Others put her forward (推荐).</summary>
    public const string Recommended = "recommended";

    /// <summary>An executive member of the place who works no grid.</summary>
    public const string Executive = "executive-member";

    /// <summary>A volunteer of the place.</summary>
    public const string Volunteer = "volunteer";

    public static readonly string[] All =
    [
        GridHead,
        GridMember,
        GridExecutive,
        SelfNominated,
        Recommended,
        Executive,
        Volunteer,
    ];

    /// <summary>The three counts the result is told by: who works a grid, executive members, and others (executive members who work no grid, and volunteers).</summary>
    public static string GroupOf(string source) =>
        source switch
        {
            GridHead or GridMember => "grid-staff",
            GridExecutive => "executive-members",
            _ => "others",
        };
}

/// <summary>What settles a tie between women of the same source who stand equally near. The person's id settles what is left.</summary>
public static class LeaderTie
{
    /// <summary>More points first.</summary>
    public const string Points = "points";

    /// <summary>Longer in her post first.</summary>
    public const string Longest = "longest-in-post";

    public static readonly string[] All = [Points, Longest];
}

/// <summary>A version of the rule by which the leaders of women's groups are found (双向互兼).</summary>
/// <param name="Version">Counts from 1.</param>
/// <param name="Sources">The order of preference; who comes from a source that is not named is not taken.</param>
/// <param name="Ties">In this order.</param>
/// <param name="GroupsAWoman">How many groups one woman may lead at once, 1 or more.</param>
public sealed record LeaderRule(
    int Version,
    IReadOnlyList<string> Sources,
    IReadOnlyList<string> Ties,
    int GroupsAWoman
);

/// <summary>A micro-grid that is to have a leader.</summary>
/// <param name="Key">Sort key; a place holds every key that begins with its own.</param>
/// <param name="LeaderId">Who leads its group already.</param>
public sealed record GroupPlace(Guid Id, string Key, Guid? LeaderId);

/// <summary>Somebody who stands in a place and may lead a group in it.</summary>
/// <param name="Key">Sort key of the place: of the micro-grid itself or of one that holds it.</param>
/// <param name="Sex">GB/T 2261.1: 0 unknown, 1 male, 2 female, 9 not stated.</param>
/// <param name="Since">When she took up the post, or was put forward.</param>
/// <param name="LeadsElsewhere">Groups she leads, or is to lead, outside the places that are looked at.</param>
/// <param name="DivisionId">Where she holds the post or was put forward; its key need not be <paramref name="Key"/>, for what lay in a division that took others in lies below it.</param>
public sealed record GroupCandidate(
    Guid PersonId,
    string Key,
    string Source,
    int Sex,
    bool Willing,
    long Points,
    DateTimeOffset Since,
    int LeadsElsewhere = 0,
    Guid DivisionId = default
)
{
    /// <summary>How many of the groups that are looked at the limits of posts leave her.</summary>
    public int Most { get; init; } = int.MaxValue;
}

/// <summary>What the rule says of one micro-grid: who leads it (<paramref name="Source"/> null: she did so before), or why nobody.</summary>
/// <param name="Vacancy">One of <see cref="ConcurrentPosts.Vacancies"/>; null where somebody leads.</param>
public sealed record GroupLead(Guid PlaceId, Guid? PersonId, string? Source, string? Vacancy);

/// <summary>
/// 双向互兼 (S7, Pinggu): every micro-grid's women's group gets its leader. A woman who heads the grid leads it; where the head is a man, the others follow in the rule's order.
/// Sources are taken in turn; within one, those who stand nearest to a micro-grid first; within that, micro-grids in the order of their keys, each with the best by the rule's ties.
/// Who leads already stays, so a second run after the first was applied changes nothing. The order of the input is of no matter.
/// </summary>
public static class ConcurrentPosts
{
    const int Female = 2,
        Male = 1;

    /// <summary>Why a group stays without a leader.</summary>
    public static readonly string[] Vacancies =
    [
        "no-candidate",
        "only-men",
        "sex-not-recorded",
        "not-willing",
        "not-in-order",
        "all-lead-elsewhere",
        "post-rules",
    ];

    /// <param name="places">The micro-grids of the district, in any order.</param>
    /// <param name="candidates">In any order; one person may stand in several places and from several sources.</param>
    /// <returns>One for each micro-grid, by key.</returns>
    public static IReadOnlyList<GroupLead> Lead(
        IEnumerable<GroupPlace> places,
        IReadOnlyCollection<GroupCandidate> candidates,
        LeaderRule rule
    )
    {
        var open = places.OrderBy(p => p.Key, StringComparer.Ordinal).ToList();
        Dictionary<Guid, int> leads = [];
        Dictionary<Guid, (Guid Person, string? Source)> taken = [];
        foreach (var place in open.Where(p => p.LeaderId is not null))
        {
            taken[place.Id] = (place.LeaderId!.Value, null);
            Count(place.LeaderId.Value);
        }
        var pools = candidates
            .Where(c => c is { Sex: Female, Willing: true })
            .GroupBy(c => (c.Source, c.Key))
            .ToDictionary(g => g.Key, g => g.Order(Better(rule)).ToList());
        var deepest = open.Count == 0 ? 0 : open.Max(p => p.Key.Length) / DivisionKey.Width;
        foreach (var source in rule.Sources)
            for (var steps = 0; steps < deepest; steps++)
                foreach (
                    var place in open.Where(p => !taken.ContainsKey(p.Id) && p.Key.Length > steps * DivisionKey.Width)
                )
                {
                    if (!pools.TryGetValue((source, place.Key[..^(steps * DivisionKey.Width)]), out var pool))
                        continue;
                    pool.RemoveAll(c => !IsFree(c));
                    if (pool.Count == 0)
                        continue;
                    taken[place.Id] = (pool[0].PersonId, source);
                    Count(pool[0].PersonId);
                }
        var near = candidates.ToLookup(c => c.Key);
        return open.ConvertAll(p =>
            taken.TryGetValue(p.Id, out var t)
                ? new GroupLead(p.Id, t.Person, t.Source, null)
                : new GroupLead(p.Id, null, null, WhyVacant(p, near, rule))
        );

        void Count(Guid person) => leads[person] = leads.GetValueOrDefault(person) + 1;
        bool IsFree(GroupCandidate c) =>
            leads.GetValueOrDefault(c.PersonId) + c.LeadsElsewhere < rule.GroupsAWoman
            && leads.GetValueOrDefault(c.PersonId) < c.Most;
    }

    /// <summary>Women who head grids and are not executive members yet: each is co-opted, in the first of her places by key. A man never is.</summary>
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
        var able = willing.FindAll(c => rule.Sources.Contains(c.Source));
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

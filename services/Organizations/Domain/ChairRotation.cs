namespace Organizations.Domain;

/// <summary>A member's time in the alliance.</summary>
/// <param name="Id">The membership.</param>
/// <param name="From">Its first day.</param>
/// <param name="To">The first day after it; null while it lasts.</param>
public sealed record RotatingMember(Guid Id, DateOnly From, DateOnly? To = null)
{
    public bool IsOn(DateOnly day) => From <= day && (To is null || day < To);
}

/// <summary>A member in the chair.</summary>
/// <param name="From">Its first day.</param>
/// <param name="Until">The first day of the next turn.</param>
public sealed record ChairTurn(Guid MemberId, DateOnly From, DateOnly Until);

/// <summary>The order in which the chair goes round from a day on.</summary>
/// <param name="TermMonths">1 to 120: how long a turn lasts.</param>
/// <param name="Order">Memberships in their order; members that are not in it come behind, by their first day.</param>
public sealed record RotationPlan(DateOnly StartsOn, int TermMonths, IReadOnlyList<Guid> Order);

/// <summary>
/// 轮值主席 Whose turn in the chair it is on any day (the rule is our own; the report of Jiangsu's alliance says that the
/// chair rotates). The chair goes from member to member in the order of the plan, round and round, for one term each.
/// Whoever is no member on the first day of her turn is skipped. A chair that leaves is followed at once by the next,
/// who has a full term of her own. Terms are counted from the plan's first day, so that a turn from the 31st does not
/// slide. While there is no member at all there is no chair. The same plan and members give the same turns on every day
/// they are asked for.
/// </summary>
public static class ChairRotation
{
    /// <summary>
    /// The turns that begin on or before a day, oldest first. A later plan takes over on its first day, with the first
    /// of its order.
    /// </summary>
    /// <param name="plans">In any order; no two begin on the same day.</param>
    /// <param name="members">Every membership there is or was.</param>
    /// <param name="last">The last day a turn may begin on.</param>
    public static IReadOnlyList<ChairTurn> Turns(
        IEnumerable<RotationPlan> plans,
        IReadOnlyCollection<RotatingMember> members,
        DateOnly last
    )
    {
        var inTime = plans.OrderBy(p => p.StartsOn).ToList();
        List<ChairTurn> turns = [];
        foreach (var (i, plan) in inTime.Index())
        {
            var end = i + 1 < inTime.Count ? inTime[i + 1].StartsOn : DateOnly.MaxValue;
            foreach (var turn in Turns(plan, members).TakeWhile(t => t.From < end && t.From <= last))
                turns.Add(turn.Until > end ? turn with { Until = end } : turn);
        }
        return turns;
    }

    /// <summary>The turn a day lies in; null where there is no chair.</summary>
    public static ChairTurn? On(
        IEnumerable<RotationPlan> plans,
        IReadOnlyCollection<RotatingMember> members,
        DateOnly day
    ) => Turns(plans, members, day) is [.., var t] && day < t.Until ? t : null;

    /// <summary>The turns of one plan, without end while it has members.</summary>
    public static IEnumerable<ChairTurn> Turns(RotationPlan plan, IReadOnlyCollection<RotatingMember> members)
    {
        var order = plan.Order.Index().ToDictionary(o => o.Item, o => o.Index);
        RotatingMember[] ring =
        [
            .. members.OrderBy(m => order.GetValueOrDefault(m.Id, int.MaxValue)).ThenBy(m => m.From).ThenBy(m => m.Id),
        ];
        var (day, place, anchor, terms) = (plan.StartsOn, -1, plan.StartsOn, 0);
        while (day.Year < 9000)
        {
            var next = Enumerable
                .Range(1, ring.Length)
                .Select(step => (place + step) % ring.Length)
                .Where(i => ring[i].IsOn(day))
                .Select(i => (int?)i)
                .FirstOrDefault();
            if (next is not { } chair)
            {
                if (!ring.Any(m => m.From > day))
                    yield break;
                (day, terms) = (ring.Where(m => m.From > day).Min(m => m.From), 0);
                anchor = day;
                continue;
            }
            var until = anchor.AddMonths(plan.TermMonths * ++terms);
            if (ring[chair].To is { } leaves && leaves < until)
                (until, anchor, terms) = (leaves, leaves, 0);
            yield return new(ring[chair].Id, day, until);
            (day, place) = (until, chair);
        }
    }
}

namespace Organizations.Domain;

/// <summary>The period of one membership of an alliance.</summary>
/// <param name="Id">The membership.</param>
/// <param name="From">First day.</param>
/// <param name="To">First day after it; null while it lasts.</param>
public sealed record RotatingMember(Guid Id, DateOnly From, DateOnly? To = null)
{
    public bool IsOn(DateOnly day) => From <= day && (To is null || day < To);
}

/// <summary>A turn of a member in the chair.</summary>
/// <param name="From">First day.</param>
/// <param name="Until">First day of the next turn.</param>
public sealed record ChairTurn(Guid MemberId, DateOnly From, DateOnly Until);

/// <summary>A plan: the order of the chair from a day on.</summary>
/// <param name="TermMonths">Length of a turn in months, 1 to 120.</param>
/// <param name="Order">Memberships in their order; other members follow, by their first day.</param>
public sealed record RotationPlan(DateOnly StartsOn, int TermMonths, IReadOnlyList<Guid> Order);

/// <summary>
/// 轮值主席 The turns of a rotating chair (the rule is our own; the report of Jiangsu's alliance says only that the chair
/// rotates). The chair goes from member to member in the order of the plan, again and again, for one term each. An
/// organization that is no member on the first day of its turn is skipped. If the member in the chair leaves, the next
/// one follows at once with a full term. Terms are counted from the plan's first day, so that a turn from the 31st does
/// not slide. Without members there is no chair. The result is deterministic: the same plan and members give the same
/// turns.
/// </summary>
public static class ChairRotation
{
    /// <summary>
    /// The turns that begin on or before a day, oldest first. A later plan takes over on its first day, with the first
    /// member of its order.
    /// </summary>
    /// <param name="plans">In any order; no two begin on the same day.</param>
    /// <param name="members">All present and former memberships.</param>
    /// <param name="last">The last day on which a turn may begin.</param>
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

    /// <summary>The turn on a day; null where there is no chair.</summary>
    public static ChairTurn? On(
        IEnumerable<RotationPlan> plans,
        IReadOnlyCollection<RotatingMember> members,
        DateOnly day
    ) => Turns(plans, members, day) is [.., var t] && day < t.Until ? t : null;

    /// <summary>The turns of one plan, without end while there are members.</summary>
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

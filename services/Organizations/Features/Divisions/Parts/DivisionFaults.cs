using Organizations.Domain;
using ServiceDefaults.Imports;

namespace Organizations.Features.Divisions;

/// <summary>Errors of an entry at its place, and the rows that cause them.</summary>
static class DivisionFaults
{
    static readonly ImportRule KindBelow = new(
        "kind-parent",
        "这种类型不能位于其上级之下",
        "this kind may not lie below its parent's kind"
    );
    static readonly ImportRule Early = new(
        "effective-early",
        "生效日期早于现有名称或代码的生效日期",
        "the file's effective date lies before the start of the present name and code"
    );
    static readonly ImportRule BeforeParent = new(
        "effective-parent",
        "生效日期早于上级区划的设立日期",
        "the file's effective date lies before the start of the parent"
    );

    public static void Reject(DivisionForest forest, ImportRun run)
    {
        Dictionary<Guid, int> early = [];
        foreach (var entry in forest.Entries.Where(e => e.Level == 1 || e.ParentId is not null))
            if (Fault(entry, run.Effective()) is { } fault)
                run.Reject(
                    entry.Line,
                    entry.Code,
                    fault,
                    fault == Early ? null
                        : fault == BeforeParent ? FirstBelow(early, Above(entry)!.Id, entry.Line)
                        : CauseAbove(entry, run)
                );
    }

    /// <summary>The parent's row if it was rejected, which rejects this row too; null otherwise.</summary>
    public static int? CauseAbove(DivisionEntry entry, ImportRun run) =>
        entry.Upper is { } upper && run.HasRejected(upper.Line) ? upper.Line : null;

    /// <summary>
    /// Of the rows below one division that break the same rule, the first causes the errors of the others; null for
    /// itself.
    /// </summary>
    public static int? FirstBelow(Dictionary<Guid, int> first, Guid above, int line) =>
        first.TryAdd(above, line) ? null : first[above];

    static KnownDivision? Above(DivisionEntry entry) => entry.Upper?.Known ?? entry.UpperKnown;

    /// <summary>The error of an entry at its place.</summary>
    static ImportRule? Fault(DivisionEntry entry, DateOnly effective)
    {
        if (!entry.IsKnown && !DivisionKind.MayLieBelow(entry.Kind, entry.Upper?.Kind ?? entry.UpperKnown?.Kind))
            return KindBelow;
        if (entry.IsChanged && entry.Known!.Since > effective)
            return Early;
        return !entry.IsKnown && Above(entry) is { } above && above.ValidFrom > effective ? BeforeParent : null;
    }
}

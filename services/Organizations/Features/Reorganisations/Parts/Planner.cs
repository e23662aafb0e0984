using Organizations.Domain;
using Organizations.Features.Divisions;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Reorganisations;

/// <summary>
/// Computes the effect of a request on the present tree, inside the caller's area, or refuses it.
/// </summary>
static class Planner
{
    internal const int MostParts = 100;

    /// <exception cref="ProblemException">The reasons why it is not possible.</exception>
    public static async Task<Plan> PlanAsync(Request request, Session session, CancellationToken ct)
    {
        await DivisionTree.LockAsync(session, ct);
        return request.Kind switch
        {
            "move" => await MoveAsync(request, session, ct),
            "merge" => await MergeAsync(request, session, ct),
            _ => await Splitter.PlanAsync(request, session, ct),
        };
    }

    static async Task<Plan> MoveAsync(Request request, Session session, CancellationToken ct)
    {
        var check = new Validation();
        check.That(request.DivisionId is not null, "/divisionId", PlatformProblems.Required);
        check.That(request.ParentId is not null, "/parentId", PlatformProblems.Required);
        check.ThrowIfInvalid();
        var (id, below) = (request.DivisionId!.Value, request.ParentId!.Value);
        var (division, above) = await PlanGround.FindAsync("/divisionId", id, check, session, ct);
        var parent = await session.FindDivisionInScope(below, ct);
        check.That(parent is not null, "/parentId", PlatformProblems.Unknown);
        check.ThrowIfInvalid();
        if (parent!.Key.StartsWith(division.Key, StringComparison.Ordinal))
            throw new ProblemException(Problems.DivisionCycle);
        if (parent.Id == above.Id)
            throw new ProblemException(Problems.LiesThereAlready);
        if (
            !DivisionKind.MayLieBelow(division.Kind, parent.Kind)
            || DivisionKind.Level(division.Kind, parent.Level) != division.Level
        )
            throw new ProblemException(Problems.MayNotLieThere);
        var code = request.Code ?? division.Code;
        await PlanGround.CheckCodesAsync([("/code", code)], division.Level, [id], session, ct);
        var step = await PlanGround.StepAsync(parent.Key, session, ct);
        return new(
            above.Key,
            [Reorganisation.Move(division.Key, parent.Key, step)],
            [new(id, below, code, division.Name)],
            [],
            [],
            "",
            [],
            []
        );
    }

    static async Task<Plan> MergeAsync(Request request, Session session, CancellationToken ct)
    {
        var check = new Validation();
        var ids = request.DivisionIds?.Distinct().ToArray() ?? [];
        check.That(ids.Length >= 2, "/divisionIds", PlatformProblems.OutOfRange);
        check.That(request.Into is null || ids.Contains(request.Into.Value), "/into", PlatformProblems.Unknown);
        check.That(request.Into is not null || request.Code is not null, "/code", PlatformProblems.Required);
        check.That(request.Into is not null || request.Name is not null, "/name", PlatformProblems.Required);
        check.That(!DivisionFile.IsFormula(request.Name ?? ""), "/name", Problems.NameIsFormula);
        check.ThrowIfInvalid();
        List<(Division Division, Division Above)> found = [];
        for (var i = 0; i < ids.Length; i++)
            found.Add(await PlanGround.FindAsync($"/divisionIds/{i}", ids[i], check, session, ct));
        var (first, above) = found[0];
        if (found.Exists(f => f.Above.Id != above.Id || f.Division.Kind != first.Kind))
            throw new ProblemException(Problems.NotSisters);

        var survivor = found.Find(f => f.Division.Id == request.Into).Division;
        var code = request.Code ?? survivor!.Code;
        await PlanGround.CheckCodesAsync([("/code", code)], first.Level, ids, session, ct);
        var (key, moves) = Reorganisation.Merge(
            [.. found.Select(f => f.Division.Key)],
            above.Key,
            await PlanGround.StepAsync(above.Key, session, ct)
        );
        var successor = survivor?.Id ?? Guid.CreateVersion7(session.Now);
        List<Plan.Change> changed = survivor is null
            ? []
            : [new(successor, above.Id, code, request.Name ?? survivor.Name, key)];
        foreach (var ended in ids.Where(i => i != successor))
            changed.AddRange(
                (await PlanGround.ChildrenAsync(ended, session, ct)).Select(c => new Plan.Change(
                    c.Id,
                    successor,
                    c.Code,
                    c.Name
                ))
            );
        return new(
            above.Key,
            moves,
            changed,
            survivor is null ? [new(successor, above.Id, key, code, request.Name!, first.Kind, first.Level)] : [],
            [.. ids.Where(i => i != successor)],
            "merged",
            [],
            []
        );
    }
}

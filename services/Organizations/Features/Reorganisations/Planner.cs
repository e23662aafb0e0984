using Organizations.Domain;
using Organizations.Features.Divisions;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Reorganisations;

/// <summary>
/// Works out what a request does to the tree as it is, inside the caller's area, or says why it cannot be done.
/// </summary>
static class Planner
{
    public static readonly string[] Kinds = ["move", "merge", "split"];
    const int MostParts = 100,
        MostListed = 100,
        Table = 5;

    const string Children =
        "select id, code, name, key from divisions where parent_id = @id and valid_to is null order by key";
    const string LastKey = "select last_key_below(@key)";

    /// <summary>Who bears one of these codes or ever did, but for these; what never was does not count.</summary>
    const string Bearers = """
        select code
        from divisions
        where code = any (@codes) and (valid_to is null or valid_to > valid_from) and not id = any (@except)
        union select code from division_history where code = any (@codes) and not division_id = any (@except)
        """;
    const string Households =
        "select id, scope_key from households where scope_key >= @Key and scope_key < @Key || '~' order by id";

    /// <exception cref="ProblemException">What is wrong with it.</exception>
    public static async Task<Plan> PlanAsync(Request request, Session session, CancellationToken ct)
    {
        var check = new Validation();
        var kind = check.OneOf("/kind", request.Kind, Kinds);
        check.ThrowIfInvalid();
        await DivisionTree.LockAsync(session, ct);
        return kind switch
        {
            "move" => await MoveAsync(request, session, ct),
            "merge" => await MergeAsync(request, session, ct),
            _ => await SplitAsync(request, session, ct),
        };
    }

    static async Task<Plan> MoveAsync(Request request, Session session, CancellationToken ct)
    {
        var check = new Validation();
        var (id, below) = (check.Value("/divisionId", request.DivisionId), check.Value("/parentId", request.ParentId));
        check.ThrowIfInvalid();
        var (division, above) = await FindAsync("/divisionId", id, check, session, ct);
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
        await CheckCodesAsync([("/code", code)], division.Level, [id], session, ct);
        var step = await StepAsync(parent.Key, session, ct);
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
        check.That(ids.Length is >= 2 and <= MostParts, "/divisionIds", PlatformProblems.OutOfRange);
        check.That(request.Into is null || ids.Contains(request.Into.Value), "/into", PlatformProblems.Unknown);
        if (request.Into is null)
            check.Text("/code", request.Code, DivisionCode.Longest);
        var name = request.Into is null || request.Name is not null ? check.DivisionName("/name", request.Name) : null;
        check.ThrowIfInvalid();
        List<(Division Division, Division Above)> found = [];
        for (var i = 0; i < ids.Length; i++)
            found.Add(await FindAsync($"/divisionIds/{i}", ids[i], check, session, ct));
        var (first, above) = found[0];
        if (found.Exists(f => f.Above.Id != above.Id || f.Division.Kind != first.Kind))
            throw new ProblemException(Problems.NotSisters);

        var survivor = found.Find(f => f.Division.Id == request.Into).Division;
        var code = request.Code ?? survivor!.Code;
        await CheckCodesAsync([("/code", code)], first.Level, ids, session, ct);
        var (key, moves) = Reorganisation.Merge(
            [.. found.Select(f => f.Division.Key)],
            above.Key,
            await StepAsync(above.Key, session, ct)
        );
        var successor = survivor?.Id ?? Guid.CreateVersion7(session.Now);
        List<Plan.Change> changed = survivor is null
            ? []
            : [new(successor, above.Id, code, name ?? survivor.Name, key)];
        foreach (var ended in ids.Where(i => i != successor))
            changed.AddRange(
                (await session.Query<Child>(Children, new { id = ended }, ct)).Select(c => new Plan.Change(
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
            survivor is null ? [new(successor, above.Id, key, code, name!, first.Kind, first.Level)] : [],
            [.. ids.Where(i => i != successor)],
            "merged",
            [],
            []
        );
    }

    static async Task<Plan> SplitAsync(Request request, Session session, CancellationToken ct)
    {
        var check = new Validation();
        var id = check.Value("/divisionId", request.DivisionId);
        var parts = request.Parts?.OfType<Request.Part>().ToList() ?? [];
        check.That(
            parts.Count is >= 2 and <= MostParts && parts.Count == request.Parts!.Count,
            "/parts",
            PlatformProblems.OutOfRange
        );
        check.That(parts.Count(p => p.Rest == true) < 2, "/parts", PlatformProblems.Duplicate);
        for (var i = 0; i < parts.Count; i++)
            (_, _) = (
                check.Text($"/parts/{i}/code", parts[i].Code, DivisionCode.Longest),
                check.DivisionName($"/parts/{i}/name", parts[i].Name)
            );
        check.ThrowIfInvalid();
        var (division, above) = await FindAsync("/divisionId", id, check, session, ct);
        await CheckCodesAsync(
            [.. parts.Select((p, i) => ($"/parts/{i}/code", p.Code!))],
            division.Level,
            [id],
            session,
            ct
        );

        var children = (await session.Query<Child>(Children, new { id }, ct)).ToDictionary(c => c.Id);
        var households = (await session.Query<Household>(Households, new { division.Key }, ct))
            .Where(h => !children.Values.Any(c => h.ScopeKey.StartsWith(c.Key, StringComparison.Ordinal)))
            .ToDictionary(h => h.Id, h => h.ScopeKey);
        var left = children
            .Values.Where(c => !parts.Exists(p => p.Children?.Contains(c.Id) == true))
            .Select(c => (Text: $"{c.Name} {c.Code}", c.Id))
            .ToList();
        if (!parts.Exists(p => p.Rest == true))
            left.AddRange(
                households
                    .Keys.Where(h => !parts.Exists(p => p.Households?.Contains(h) == true))
                    .Select(h => ($"{h}", h))
            );
        if (left.Count > 0)
            throw new ProblemException(
                Problems.Unassigned,
                [.. left.Take(MostListed).Select(l => Problems.IsUnassigned(l.Text).At("/parts"))]
            );
        Assigned("children", p => p.Children, children.ContainsKey);
        Assigned("households", p => p.Households, households.ContainsKey);
        check.ThrowIfInvalid();

        var (keys, moves) = Reorganisation.Split(
            division.Key,
            await StepAsync(division.Key, session, ct),
            [.. parts.Select(p => (IReadOnlyList<string>)[.. (p.Children ?? []).Select(c => children[c].Key)])]
        );
        var added = parts
            .Select(
                (p, i) =>
                    new Plan.New(
                        Guid.CreateVersion7(session.Now),
                        above.Id,
                        keys[i],
                        p.Code!,
                        p.Name!.Trim(),
                        division.Kind,
                        division.Level
                    )
            )
            .ToList();
        var changed = parts
            .SelectMany(
                (p, i) =>
                    (p.Children ?? []).Select(c => new Plan.Change(c, added[i].Id, children[c].Code, children[c].Name))
            )
            .ToList();
        var rest = parts.FindIndex(p => p.Rest == true);
        var placed = households
            .Select(h =>
                (h, Part: parts.FindIndex(p => p.Households?.Contains(h.Key) == true) is >= 0 and var i ? i : rest)
            )
            .Select(x => new Plan.Placement(x.h.Key, x.h.Value, keys[x.Part], division.Key));
        return new(
            above.Key,
            moves,
            changed,
            added,
            [id],
            "split",
            [.. placed],
            [new(division.Key, keys[Math.Max(rest, 0)])]
        );

        void Assigned(string member, Func<Request.Part, IReadOnlyList<Guid>?> of, Func<Guid, bool> known)
        {
            HashSet<Guid> seen = [];
            for (var i = 0; i < parts.Count; i++)
            for (var n = 0; n < (of(parts[i])?.Count ?? 0); n++)
                if (!known(of(parts[i])![n]))
                    check.Add($"/parts/{i}/{member}/{n}", PlatformProblems.Unknown);
                else
                    check.That(seen.Add(of(parts[i])![n]), $"/parts/{i}/{member}/{n}", PlatformProblems.Duplicate);
        }
    }

    /// <summary>
    /// A division and the one above it, both in the caller's area: what is taken away must be hers too.
    /// </summary>
    static async Task<(Division Division, Division Above)> FindAsync(
        string pointer,
        Guid id,
        Validation check,
        Session session,
        CancellationToken ct
    )
    {
        var division = await session.FindDivisionInScope(id, ct);
        if (division is { ParentId: null })
            throw new ProblemException(Problems.NothingAbove);
        var above = division is null ? null : await session.FindDivisionInScope(division.ParentId!.Value, ct);
        check.That(above is not null, pointer, PlatformProblems.Unknown);
        check.ThrowIfInvalid();
        return (division!, above!);
    }

    static async Task CheckCodesAsync(
        IReadOnlyList<(string Pointer, string Code)> codes,
        int level,
        Guid[] except,
        Session session,
        CancellationToken ct
    )
    {
        var check = new Validation();
        foreach (var (pointer, code) in codes)
        {
            check.That(
                DivisionCode.Read(code, out var its) is null && (its == level || (its > Table && level > Table)),
                pointer,
                PlatformProblems.Format
            );
            check.That(codes.Count(c => c.Code == code) == 1, pointer, PlatformProblems.Duplicate);
        }
        check.ThrowIfInvalid();
        var borne = (
            await session.Query<string>(Bearers, new { codes = codes.Select(c => c.Code).ToArray(), except }, ct)
        ).ToHashSet();
        foreach (var (pointer, _) in codes.Where(c => borne.Contains(c.Code)))
            check.Add(pointer, PlatformProblems.Duplicate);
        check.ThrowIfInvalid();
    }

    static async Task<int> StepAsync(string key, Session session, CancellationToken ct) =>
        DivisionKey.Next(key, await session.Find<string>(LastKey, new { key }, ct))
            is < DivisionKey.Most - MostParts
                and var step
            ? step
            : throw new ProblemException(Problems.NoRoom);

    sealed record Child(Guid Id, string Code, string Name, string Key);

    sealed record Household(Guid Id, string ScopeKey);
}

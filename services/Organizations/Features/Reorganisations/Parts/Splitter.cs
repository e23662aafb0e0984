using Contracts;
using Organizations.Domain;
using Organizations.Features.Divisions;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Reorganisations;

/// <summary>Computes the effect of a split, as <see cref="Planner"/> does for the other kinds.</summary>
static class Splitter
{
    const int MostListed = 100;

    const string Households =
        "select id, scope_key from households where scope_key >= @Key and scope_key < @Key || '~' order by id";

    /// <exception cref="ProblemException">The reasons why it is not possible.</exception>
    public static async Task<Plan> PlanAsync(Request request, Session session, CancellationToken ct)
    {
        var check = new Validation();
        check.That(request.DivisionId is not null, "/divisionId", PlatformProblems.Required);
        var parts = CheckParts(request, check);
        var id = request.DivisionId!.Value;
        var (division, above) = await PlanGround.FindAsync("/divisionId", id, check, session, ct);
        await PlanGround.CheckCodesAsync(
            [.. parts.Select((p, i) => ($"/parts/{i}/code", p.Code))],
            division.Level,
            [id],
            session,
            ct
        );

        var children = (await PlanGround.ChildrenAsync(id, session, ct)).ToDictionary(c => c.Id);
        var households = (await session.Query<Household>(Households, new { division.Key }, ct))
            .Where(h => !children.Values.Any(c => h.ScopeKey.StartsWith(c.Key, StringComparison.Ordinal)))
            .ToDictionary(h => h.Id, h => h.ScopeKey);
        CheckAssigned(parts, children, households, check);

        var (keys, moves) = Reorganisation.Split(
            division.Key,
            await PlanGround.StepAsync(division.Key, session, ct),
            [.. parts.Select(p => (IReadOnlyList<string>)[.. (p.Children ?? []).Select(c => children[c].Key)])]
        );
        var added = parts
            .Select(
                (p, i) =>
                    new Plan.New(
                        Guid.CreateVersion7(session.Now),
                        above.Id,
                        keys[i],
                        p.Code,
                        p.Name,
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
        var remainder = new KeyMove(division.Key, keys[Math.Max(rest, 0)]);
        return new(above.Key, moves, changed, added, [id], "split", [.. placed], [remainder]);
    }

    static List<Request.Part> CheckParts(Request request, Validation check)
    {
        var parts = request.Parts?.ToList() ?? [];
        check.That(parts.Count >= 2, "/parts", PlatformProblems.OutOfRange);
        check.That(parts.Count(p => p.Rest == true) < 2, "/parts", PlatformProblems.Duplicate);
        foreach (var (i, part) in parts.Index())
            check.That(!DivisionFile.IsFormula(part.Name), $"/parts/{i}/name", Problems.NameIsFormula);
        check.ThrowIfInvalid();
        return parts;
    }

    /// <summary>Checks that everything in the division goes into exactly one part, and nothing else does.</summary>
    static void CheckAssigned(
        List<Request.Part> parts,
        Dictionary<Guid, PlanGround.Child> children,
        Dictionary<Guid, string> households,
        Validation check
    )
    {
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

    sealed record Household(Guid Id, string ScopeKey);
}

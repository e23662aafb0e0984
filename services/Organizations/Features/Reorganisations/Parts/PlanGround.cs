using Organizations.Domain;
using Organizations.Features.Divisions;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Reorganisations;

/// <summary>Inputs of a plan: divisions of the caller's area, their contents, free codes and keys.</summary>
static class PlanGround
{
    const int Table = 5;

    const string Children =
        "select id, code, name, key from divisions where parent_id = @id and valid_to is null order by key";
    const string LastKey = "select last_key_below(@key)";

    /// <summary>
    /// Present or former bearers of these codes, except these divisions; one that never existed does not count.
    /// </summary>
    const string Bearers = """
        select code
        from divisions
        where code = any (@codes) and platform.not_ended(valid_to, valid_from) and not id = any (@except)
        union select code from division_history where code = any (@codes) and not division_id = any (@except)
        """;

    /// <summary>
    /// A division and its parent, both in the caller's area: the division leaves that parent.
    /// </summary>
    public static async Task<(Division Division, Division Above)> FindAsync(
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

    public static Task<IReadOnlyList<Child>> ChildrenAsync(Guid id, Session session, CancellationToken ct) =>
        session.Query<Child>(Children, new { id }, ct);

    public static async Task CheckCodesAsync(
        IReadOnlyList<(string Pointer, string Code)> codes,
        int level,
        Guid[] except,
        Session session,
        CancellationToken ct
    )
    {
        var check = new Validation();
        foreach (var (pointer, code) in codes)
            check.That(
                DivisionCode.Read(code, out var its) is null && (its == level || (its > Table && level > Table)),
                pointer,
                PlatformProblems.Format
            );
        check.ThrowIfInvalid();
        var borne = (
            await session.Query<string>(Bearers, new { codes = codes.Select(c => c.Code).ToArray(), except }, ct)
        ).ToHashSet();
        foreach (var (pointer, _) in codes.Where(c => borne.Contains(c.Code)))
            check.Add(pointer, PlatformProblems.Duplicate);
        check.ThrowIfInvalid();
    }

    public static async Task<int> StepAsync(string key, Session session, CancellationToken ct) =>
        DivisionKey.Next(key, await session.Find<string>(LastKey, new { key }, ct))
            is < DivisionKey.Most - Planner.MostParts
                and var step
            ? step
            : throw new ProblemException(Problems.NoRoom);

    public sealed record Child(Guid Id, string Code, string Name, string Key);
}

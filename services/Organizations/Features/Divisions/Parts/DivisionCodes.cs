using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Divisions;

/// <summary>Codes of new divisions: given and free, or generated.</summary>
static class DivisionCodes
{
    const string CodeUsed = """
        select exists (select from divisions where code = @code and valid_to is null)
            or exists (select from divisions where code = @code and valid_to is not null)
            or exists (select from division_history where code = @code)
        """;
    const string NumbersUsed = """
        select distinct substr(code, @length + 1, 3)::int from (
            select code from divisions where valid_to is null and code > @code and code < @code || ':'
            union all select code from divisions where valid_to is not null and code > @code and code < @code || ':'
            union all
            select code
            from division_history
            where code > @code and code < @code || ':'
        ) c
        where length(code) > @length
        """;

    public static async Task<string> FreeAsync(
        string code,
        int codeLevel,
        int level,
        Division? parent,
        Session session,
        CancellationToken ct
    )
    {
        if (codeLevel != level || (parent is not null && DivisionCode.Above(code, codeLevel) != parent.Code))
            throw new ProblemException(PlatformProblems.Invalid, PlatformProblems.Format.At("/code"));
        return await session.Find<bool>(CodeUsed, new { code }, ct)
            ? throw new ProblemException(Problems.DivisionCodeTaken, PlatformProblems.Duplicate.At("/code"))
            : code;
    }

    /// <summary>
    /// The number after the greatest ever used below the parent, else the smallest unused one.
    /// </summary>
    public static async Task<string> MakeAsync(Division? parent, string kind, Session session, CancellationToken ct)
    {
        if (parent is null || DivisionKind.Level(kind, parent.Level) <= 5)
            throw new ProblemException(PlatformProblems.Invalid, PlatformProblems.Required.At("/code"));
        if (parent.Code.Length >= DivisionCode.Longest)
            throw new ProblemException(Problems.KindNotBelow, PlatformProblems.OutOfRange.At("/kind"));
        var used = (
            await session.Query<int>(NumbersUsed, new { code = parent.Code, length = parent.Code.Length }, ct)
        ).ToHashSet();
        var number =
            used.Count == 0 ? 1
            : used.Max() < 999 ? used.Max() + 1
            : Enumerable.Range(1, 999).FirstOrDefault(n => !used.Contains(n));
        return number > 0 ? DivisionCode.Below(parent.Code, number) : throw new ProblemException(Problems.DivisionFull);
    }
}

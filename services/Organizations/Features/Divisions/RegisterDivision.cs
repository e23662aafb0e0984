using Organizations.Domain;
using ServiceDefaults.Auth;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Divisions;

/// <summary>
/// Registers one division below another of the caller's area: a grid, a building, or an area outside the code table.
/// </summary>
static class RegisterDivision
{
    /// <param name="ParentId">The parent; only a province has none.</param>
    /// <param name="Kind">A kind that may lie below the parent's.</param>
    /// <param name="Code">A free code that begins with the parent's. Below the village the platform makes one if not
    /// given.</param>
    /// <param name="ValidFrom">First day; today if not given.</param>
    public sealed record Request(
        Guid? Id,
        Guid? ParentId,
        [Required, Code(nameof(CodeTables.DivisionKind))] string Kind,
        [Required, Longest(DivisionFile.LongestName), Example("城东第一网格")] string Name,
        [Like(DivisionCode.Pattern), Example("320102001001001")] string? Code,
        DateOnly? ValidFrom
    );

    const string LastKey = "select last_key_below(@key)";
    const string Insert = $"""
        insert into divisions (id, parent_id, key, code, name, kind, level, valid_from, since)
        values (@id, @parent, @key, @code, @Name, @Kind, @level, @from, @from)
        on conflict (id) do nothing returning {Division.Columns}
        """;

    [EndpointSummary("新增区划 Register a division: a grid, building or an area outside the code table")]
    [ChangesAreas]
    public static async Task<Created<Division>> Handle(Request request, Session session, CancellationToken ct)
    {
        var check = new Validation();
        check.That(!DivisionFile.IsFormula(request.Name), "/name", Problems.NameIsFormula);
        var codeLevel = 0;
        if (request.Code is { } given)
            check.That(DivisionCode.Read(given, out codeLevel) is null, "/code", PlatformProblems.Format);
        check.That(
            request.ParentId is not null || request.Kind == DivisionKind.Province,
            "/parentId",
            PlatformProblems.Required
        );
        check.That(request.ParentId is null || request.ParentId != request.Id, "/parentId", PlatformProblems.Unknown);
        check.ThrowIfInvalid();

        var tree = await DivisionTree.LockAsync(session, ct);
        var parent = request.ParentId is { } above ? await session.FindDivisionInScope(above, ct) : null;
        check.That(request.ParentId is null || parent is not null, "/parentId", PlatformProblems.Unknown);
        var from = check.Since("/validFrom", request.ValidFrom, parent?.ValidFrom ?? DateOnly.MinValue, session.Today);
        check.ThrowIfInvalid();
        if (!DivisionKind.MayLieBelow(request.Kind, parent?.Kind))
            throw new ProblemException(Problems.KindNotBelow, PlatformProblems.OutOfRange.At("/kind"));
        // A new province lies beside all others: only a caller with the whole tree may add one.
        if (
            parent is null
            && !await session.Find<bool>("select exists (select from platform.ranges() where lo = '')", ct)
        )
            throw new ProblemException(PlatformProblems.NotAllowed);

        var level = DivisionKind.Level(request.Kind, parent?.Level ?? 0);
        var code = request.Code is null
            ? await DivisionCodes.MakeAsync(parent, request.Kind, session, ct)
            : await DivisionCodes.FreeAsync(request.Code, codeLevel, level, parent, session, ct);
        var key = parent?.Key ?? "";
        var step = DivisionKey.Next(key, await session.Find<string>(LastKey, new { key }, ct));
        if (step >= DivisionKey.Most)
            throw new ProblemException(Problems.DivisionFull);
        var row = new
        {
            id = request.Id ?? Guid.CreateVersion7(session.Now),
            parent = parent?.Id,
            key = key + DivisionKey.Of(step),
            code,
            request.Name,
            request.Kind,
            level,
            from,
        };
        var division = await session.Find<Division>(Insert, row, ct)
            ?? throw new ProblemException(PlatformProblems.Conflict, PlatformProblems.Duplicate.At("/id"));
        await session.PublishDivision(tree, division, ct);
        return TypedResults.Created($"/organizations/v1/divisions/{division.Id}", division);
    }
}

using ServiceDefaults.Auth;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Divisions;

/// <summary>Renames a division from a date on; the former name stays in the history.</summary>
static class ChangeDivision
{
    /// <param name="ValidFrom">First day of the new name, not before the present one's; today if not given.</param>
    public sealed record Request(
        [Required, Longest(DivisionFile.LongestName), Example("城东第一网格")] string Name,
        DateOnly? ValidFrom
    );

    const string Change = $"""
        update divisions
        set name = @Name, since = @since, version = version + 1
        where id = @id
        returning {Division.Columns}
        """;

    [EndpointSummary("区划更名 Rename a division")]
    [ChangesAreas]
    public static async Task<Ok<Division>> Handle(
        Guid id,
        Request request,
        IfMatch ifMatch,
        Session session,
        CancellationToken ct
    )
    {
        var check = new Validation();
        check.That(!DivisionFile.IsFormula(request.Name), "/name", Problems.NameIsFormula);
        check.ThrowIfInvalid();
        var tree = await DivisionTree.LockAsync(session, ct);
        var division = await session.MyDivision(id, ct);
        ifMatch.Check(division.Version);
        if (division.ValidTo is not null)
            throw new ProblemException(Problems.DivisionEnded);
        var since = check.Since("/validFrom", request.ValidFrom, division.Since, session.Today);
        check.ThrowIfInvalid();
        if (request.Name == division.Name)
            return TypedResults.Ok(division.Division);

        await session.RememberDivisions([id], since, ct);
        var changed = (
            await session.Find<Division>(
                Change,
                new
                {
                    id,
                    request.Name,
                    since,
                },
                ct
            )
        )!;
        await session.PublishDivision(tree, changed, ct);
        return TypedResults.Ok(changed);
    }
}

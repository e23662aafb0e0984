using Organizations.Domain;
using ServiceDefaults.Auth;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Divisions;

/// <summary>Abolishes an empty division. Its id, key and codes are never given again.</summary>
static class EndDivision
{
    /// <param name="ValidTo">Its last day; yesterday if not given.</param>
    public sealed record Request(LastDay? ValidTo);

    static readonly Dictionary<string, (string Zh, string En)> s_names = new()
    {
        ["divisions"] = ("下级区划", "divisions below"),
        ["people"] = ("人员", "people"),
        ["organizations"] = ("组织", "organizations"),
        ["appointments"] = ("任职", "appointments"),
        ["coverages"] = ("包联", "coverages"),
        ["households"] = ("家庭", "households"),
    };

    const string Lower =
        "select count(*) from divisions where parent_id = @id and platform.not_ended(valid_to, @until)";
    const string Held = "select held, number from alive_in(@Key, @until, @at)";

    [EndpointSummary("撤销区划 End an empty division (If-Match)")]
    [ChangesAreas]
    public static async Task<Ok<Division>> Handle(
        Guid id,
        Request request,
        IfMatch ifMatch,
        Session session,
        CancellationToken ct
    )
    {
        var tree = await DivisionTree.LockAsync(session, ct);
        var division = await session.MyDivision(id, ct);
        ifMatch.Check(division.Version);
        if (division.ValidTo is not null)
            throw new ProblemException(Problems.DivisionEnded);
        var check = new Validation();
        var until = check.Since("/validTo", request.ValidTo?.Next, division.Since, session.Today);
        check.ThrowIfInvalid();
        var alive = new List<FieldError>();
        if (await session.Find<long>(Lower, new { id, until }, ct) is > 0 and var lower)
            alive.Add(StillHolds("divisions", lower));
        // For an earlier day, records that ended since still count.
        var at = until < session.Today ? ChinaDay.Begin(until) : session.Now;
        alive.AddRange(
            (
                await session.Query<Holding>(
                    Held,
                    new
                    {
                        division.Key,
                        until,
                        at,
                    },
                    ct
                )
            ).Select(h => StillHolds(h.Held, h.Number))
        );
        if (alive.Count > 0)
            throw new ProblemException(Problems.DivisionInUse, alive);

        var ended = (await EndedDivisions.EndAsync([id], until, session, ct))[0];
        await EndedDivisions.SucceedAsync([(id, null, TableDiff.Abolished)], until, session, ct);
        await session.PublishDivision(tree, ended, ct);
        return TypedResults.Ok(ended);
    }

    /// <summary>One bad field for each kind of remaining records.</summary>
    static FieldError StillHolds(string held, long number)
    {
        var (zh, en) = s_names.GetValueOrDefault(held, (held, held));
        return new("/" + held, Problems.DivisionInUse.Code, $"还有 {number} 条：{zh}", $"{number} left: {en}");
    }

    sealed record Holding(string Held, long Number);
}

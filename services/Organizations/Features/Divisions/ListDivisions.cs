using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Divisions;

static class ListDivisions
{
    const string Children = $"select {Division.Columns} from divisions where parent_id = @id and key > @after and (valid_to is null or valid_to > @today) order by key limit @Take";
    const string Roots = $"select {Division.Columns} from divisions where parent_id is null and key > @after and (valid_to is null or valid_to > @today) order by key limit @Take";

    public static async Task<IResult> Handle(string? parent, Paging paging, Session session, CancellationToken ct)
    {
        var id = Guid.Empty;
        if (parent is not "root" && !Guid.TryParse(parent, out id))
            throw new ProblemException(PlatformProblems.Invalid, (string.IsNullOrEmpty(parent) ? PlatformProblems.Required : PlatformProblems.Format).At("/parent"));
        var rows = await session.Query<Division>(parent == "root" ? Roots : Children, new { id, after = paging.After<string>() ?? "", today = session.Today, paging.Take }, ct);
        return TypedResults.Ok(paging.Of(rows, d => d.Key));
    }
}

using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Divisions;

/// <summary>A division as it is answered.</summary>
sealed record Division(Guid Id, string Code, string Name, int Level, Guid? ParentId, string Key, DateOnly ValidFrom, DateOnly? ValidTo, long Version) : IVersioned
{
    public const string Columns = "id, code, name, level, parent_id, key, valid_from, valid_to, version";
}

static class DivisionScope
{
    /// <summary>The division, if it is there today and inside what the caller may see; null otherwise, and the two are not told apart.</summary>
    public static Task<Division?> FindDivisionInScope(this Session session, Guid id, CancellationToken ct) => session.Find<Division>(
        $"""
        select {Division.Columns} from divisions d where id = @id and (valid_to is null or valid_to > @today)
          and exists (select from platform.ranges() r where d.key >= r.lo and d.key < r.hi)
        """, new { id, today = session.Today }, ct);
}

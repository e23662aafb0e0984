using ServiceDefaults.Data;

namespace Organizations.Features.Reorganisations;

/// <summary>A division that a reorganisation made or changed, in its state at the undo.</summary>
/// <param name="IsSame">It has not changed since.</param>
/// <param name="IsOrphan">Its former parent has ended and the undo does not restore that.</param>
sealed record TouchedDivision(Guid Id, bool IsNew, string? Name, string Key, bool IsSame, bool IsOrphan)
{
    const string Divisions = """
        select r.division_id as id, r.before is null as is_new, d.name, d.key,
            coalesce(d.version = r.left_at, false) as is_same,
            (r.before ->> 'parent_id') is not null
            and not exists (
                   select from divisions p where p.id = (r.before ->> 'parent_id')::uuid and (p.valid_to is null
                   or exists (
                       select from reorganisation_divisions e where e.reorganisation_id = @id and e.division_id = p.id
                   ))) as is_orphan
        from reorganisation_divisions r left join divisions d on d.id = r.division_id where r.reorganisation_id = @id
        """;

    public static Task<IReadOnlyList<TouchedDivision>> OfAsync(Guid id, Session session, CancellationToken ct) =>
        session.Query<TouchedDivision>(Divisions, new { id }, ct);
}

using ServiceDefaults.Data;

namespace Organizations.Features.Points;

/// <summary>
/// Reverses entries by an entry of the same time and kind, so that every sum over any period stays right; nothing is
/// deleted. An entry is reversed once, a reversal never.
/// </summary>
static class ReversedPoints
{
    /// <returns>The new entry; null if the entry is already reversed.</returns>
    public static async Task<Guid?> ReverseAsync(Guid id, string reason, Session session, CancellationToken ct)
    {
        var entry = Guid.CreateVersion7(session.Now);
        var values = new
        {
            entry,
            id,
            reason,
            by = session.Caller.Subject,
        };
        return await session.Execute(Sql("id = @id"), values, ct) == 1 ? entry : null;
    }

    /// <summary>Reverses the points of one record, with the next statement or the commit.</summary>
    public static void Defer(Guid source, string kind, string reason, Session session) =>
        session.Defer(
            Sql("source_id = @source and kind = @kind"),
            new
            {
                entry = Guid.CreateVersion7(session.Now),
                source,
                kind,
                reason,
                by = (Guid?)null,
            }
        );

    static string Sql(string which) =>
        $"""
            insert into point_entries (
                id, person_id, scope_key, kind, rule_version, points, source_id, reverses, occurred_at, note, entered_by
            )
            select @entry, person_id, scope_key, kind, rule_version, -points, source_id, id, occurred_at, @reason, @by
            from point_entries
            where {which} and reverses is null and points <> 0
            on conflict do nothing
            """;
}

using ServiceDefaults.Data;

namespace Organizations.Reactions;

/// <summary>Gives the points that the rule in force gave at the time of the event; once for each event.</summary>
static class Award
{
    const string Insert =
        """
        insert into point_entries (id, person_id, scope_key, kind, rule_version, points, event_id, source_id, occurred_at)
        select $1, $2, $3, kind, version, points, $4, $5, $6 from point_rules
        where kind = $7 and valid_from <= $6 and (valid_to is null or valid_to > $6) order by version desc limit 1
        on conflict (event_id) do nothing
        """;

    /// <param name="person">Who did the work.</param>
    /// <param name="kind">The rule's name.</param>
    /// <param name="source">The record it was about.</param>
    /// <param name="scopeKey">Where; null if the event does not say.</param>
    public static Task PointsAsync(Session session, Guid person, string kind, Guid eventId, Guid source, DateTimeOffset at, string? scopeKey = null)
    {
        session.Defer(Insert, Guid.CreateVersion7(session.Now), person, scopeKey, eventId, source, at, kind);
        return Task.CompletedTask;
    }
}

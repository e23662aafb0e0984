using Contracts;
using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Reorganisations;

/// <summary>Counts the separate areas of a person after keys moved.</summary>
static class SeparateAreas
{
    const string Held = $"""
        select subject_id, array_agg(distinct scope_key) as keys from platform.grants where {Sight.Valid} and subject_id in (
            select g.subject_id
            from unnest(@froms) f
            join platform.grants g on g.scope_key >= f and g.scope_key < f || '~')
        group by subject_id having count(distinct scope_key) > @MostAreas
        """;

    /// <summary>Refuses a move after which a person would hold too many separate areas to sign in.</summary>
    /// <exception cref="ProblemException">ORG-0162.</exception>
    public static async Task CheckAsync(IReadOnlyList<KeyMove> moves, Session session, CancellationToken ct)
    {
        var holders = await session.Query<Holding>(
            Held,
            new
            {
                froms = moves.Select(m => m.From).ToArray(),
                session.Now,
                Reorganisation.MostAreas,
            },
            ct
        );
        var over = holders
            .Where(h =>
                Reorganisation.Areas(h.Keys.Select(k => Reorganisation.Resolve(moves, k)))
                    is > Reorganisation.MostAreas
                        and var after
                && after > Reorganisation.Areas(h.Keys)
            )
            .ToList();
        if (over.Count > 0)
            throw new ProblemException(
                Problems.AreasComeApart,
                [.. over.Take(Report.MostListed).Select(h => Problems.Holds(h.SubjectId).At("/divisionId"))]
            );
    }

    sealed record Holding(Guid SubjectId, string[] Keys);
}

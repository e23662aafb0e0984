using Organizations.Domain;
using ServiceDefaults.Data;

namespace Organizations.Features.Appraisals;

/// <summary>Counts and ranks an appraisal from the records, replacing the earlier count.</summary>
static class AppraisalCount
{
    const string Forget = "delete from appraisal_entries where appraisal_id = @id";
    const string Keep = """
        insert into appraisal_entries (id, appraisal_id, scope_key, person_id, points, women, since, rank, result)
        select gen_random_uuid(), @id, k, p, n, w, s, r, case when r <= @quota then 'selected' else 'not-selected' end
        from unnest(@keys, @people, @points, @women, @since, @ranks) as x (k, p, n, w, s, r)
        """;
    const string Counted = """
        update appraisals
        set candidates = @candidates, quota = @quota, as_of = @Now, version = version + 1
        where id = @id
        """;

    public static async Task KeepAsync(
        Guid id,
        string key,
        string post,
        int year,
        int percent,
        Session session,
        CancellationToken ct
    )
    {
        var rows = await AppraisalFigures.ReadAsync(session, key, post, year, null, ct);
        var keys = rows.ToDictionary(r => r.PersonId, r => r.ScopeKey);
        var standings = Appraisal.Rank(rows.Select(r => r.Candidate), percent);
        var args = new
        {
            id,
            session.Now,
            candidates = rows.Count,
            quota = Appraisal.Quota(rows.Count, percent),
            keys = standings.Select(s => keys[s.Candidate.PersonId]).ToArray(),
            people = standings.Select(s => s.Candidate.PersonId).ToArray(),
            points = standings.Select(s => s.Candidate.Points).ToArray(),
            women = standings.Select(s => s.Candidate.Women).ToArray(),
            since = standings.Select(s => s.Candidate.Since).ToArray(),
            ranks = standings.Select(s => s.Rank).ToArray(),
        };
        await session.Execute(Forget, args, ct);
        await session.Execute(Keep, args, ct);
        await session.Execute(Counted, args, ct);
    }
}

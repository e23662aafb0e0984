using Dapper;
using ServiceDefaults.Data;

namespace Organizations.Features.Honours;

/// <summary>
/// Awards every title, one or many: each gets the next number of the year, in the name of the division's federation.
/// </summary>
static class AwardedHonours
{
    /// <param name="Verification">Printed on the certificate; its holder can verify it.</param>
    public sealed record Awarded(string Number, string Verification);

    /// <param name="which">Selects id, scope_key, person_id, household_id, organization_id, title, category, level,
    /// division_id, division, reason, campaign_id, appraisal_id and place, the order of the numbers.</param>
    /// <param name="values">The parameters of that query.</param>
    /// <param name="count">Number of its rows.</param>
    /// <returns>One of the honours.</returns>
    public static async Task<Awarded?> AwardAsync(
        string which,
        object values,
        int count,
        DateOnly on,
        Session session,
        CancellationToken ct
    )
    {
        var args = new DynamicParameters(values);
        args.Add("last", await HonourNumbers.TakeAsync(session, on.Year, count, ct));
        args.Add("on", on);
        args.Add("by", session.Caller.Subject);
        args.Add("now", session.Now);
        return await session.Find<Awarded>(
            $"""
            with awarded as (
                insert into honours (
                    id, scope_key, person_id, household_id, organization_id, title, category, level, division_id,
                    awarded_by, awarded_on, year, serial, reason, campaign_id, appraisal_id, entered_by, entered_at
                )
                select w.id, w.scope_key, w.person_id, w.household_id, w.organization_id, w.title, w.category, w.level,
                    w.division_id, w.division || '妇女联合会', @on, extract(year from @on),
                    @last + row_number() over (order by w.place), w.reason, w.campaign_id, w.appraisal_id, @by, @now
                from ({which}) w
                returning {HonourNumbers.Sql} as number, verification
            )
            select number, verification from awarded limit 1
            """,
            args,
            ct
        );
    }
}

using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Jobs.Features.Referrals;

/// <summary>
/// Ends open referrals without a placement and erases name and certificates in them. It locks the rows in the order of
/// their ids, so that two transactions that end the same referrals do not deadlock.
/// </summary>
static class EndedReferrals
{
    const string Person = "select person_id from referrals where id = @id";
    const string One = "select id, @outcome as outcome, @reason as reason from referrals where id = @id";

    public sealed record Ended(Guid Id, long Version);

    /// <summary>Ends one referral.</summary>
    /// <param name="outcome">refused or withdrawn.</param>
    /// <returns>The new version of the referral.</returns>
    /// <exception cref="ProblemException">PLT-0005: the caller sees no such referral; JOB-0007: it is not
    /// open.</exception>
    public static async Task<long> EndOneAsync(
        Guid id,
        string outcome,
        string reason,
        Session session,
        CancellationToken ct
    )
    {
        var person = await session.Find<Guid?>(Person, new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        var values = new
        {
            id,
            outcome,
            reason,
            session.Now,
        };
        var ended = await EndAsync(One, values, session, ct);
        if (ended.Count == 0)
            throw new ProblemException(Problems.ReferralDecided);
        session.RecordAccess(person);
        return ended[0].Version;
    }

    /// <param name="which">A query of id, outcome (refused or withdrawn) and reason from referrals, with a condition;
    /// referrals that are not open are left as they are.</param>
    /// <param name="values">The query's parameters, and Now.</param>
    /// <returns>The referrals that this call has ended.</returns>
    public static Task<IReadOnlyList<Ended>> EndAsync(
        string which,
        object values,
        Session session,
        CancellationToken ct
    ) => session.Query<Ended>(Sql(which) + " returning r.id, r.version", values, ct);

    /// <summary>As <see cref="EndAsync"/>, but sent with the next statement or the commit.</summary>
    public static void Defer(string which, object values, Session session) => session.Defer(Sql(which), values);

    static string Sql(string which) =>
        $"""
            with ended as ({which} and state = 'sent' order by id for update)
            update referrals r
            set state = e.outcome, reason_code = e.reason, name_sealed = null, certificates = null, decided_at = @Now,
                version = r.version + 1
            from ended e
            where r.id = e.id
            """;
}

using Dapper;
using ServiceDefaults.Data;

namespace Jobs.Features.Referrals;

/// <summary>
/// How every open referral ends that leads to no placement, one or many: the name and the certificates in it go. Rows
/// are locked in the order of their ids, so that two who end the same ones take turns.
/// </summary>
static class EndedReferrals
{
    public sealed record Ended(Guid Id, long Version);

    /// <param name="which">Selects id, outcome (refused or withdrawn) and reason from referrals, with a condition; of
    /// those it selects the open ones end.</param>
    /// <param name="values">The parameters of that query, but for now.</param>
    /// <returns>What has ended by this.</returns>
    public static Task<IReadOnlyList<Ended>> EndAsync(
        string which,
        object values,
        Session session,
        CancellationToken ct
    )
    {
        var args = new DynamicParameters(values);
        args.Add("now", session.Now);
        return session.Query<Ended>(Sql(which, "@now") + " returning r.id, r.version", args, ct);
    }

    /// <summary>As <see cref="EndAsync"/>, with the next statement or the commit.</summary>
    /// <param name="args">From $2 on.</param>
    public static void Defer(string which, Session session, params object?[] args) =>
        session.Defer(Sql(which, "$1"), [session.Now, .. args]);

    static string Sql(string which, string now) =>
        $"""
            with ended as ({which} and state = 'sent' order by id for update)
            update referrals r
            set state = e.outcome, reason_code = e.reason, name_sealed = null, certificates = null, decided_at = {now},
                version = r.version + 1
            from ended e
            where r.id = e.id
            """;
}

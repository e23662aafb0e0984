using Contracts.Organizations.V1;
using Organizations.Features.Appointments;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.GroupLeaders;

/// <summary>
/// 双向互兼, second call: applies the preview, all of it or nothing. Every micro-grid gets its women's group if it has
/// none; leaders are appointed, and women who head grids become executive members of the village. If something has
/// changed since the preview, nothing is done.
/// </summary>
static class ApplyLeaders
{
    const string Find = """
        select scope_key, rule_version, sources, ties, groups_a_woman, least_age, greatest_age, fingerprint,
            applied_at
        from leader_previews
        where id = @id
        for update
        """;

    /// <summary>
    /// Serializes runs of the rule, so that two districts cannot give groups to the same woman at once.
    /// </summary>
    const string TakeTurns = "select pg_advisory_xact_lock(hashtext('concurrent posts'))";

    const string FormGroups = """
        insert into organizations (id, scope_key, kind, name, division_id, registered_at, valid_from, since)
        select g.id, d.key, 'womens-group', d.name || '妇女小组', d.id, @Now, @Today, @Today
        from unnest(@ids, @places) g (id, place)
        join divisions d on d.id = g.place
        where not exists (
            select from organizations o where o.division_id = d.id and o.kind = 'womens-group' and o.valid_to is null
        )
        """;

    const string KeepGrounds = """
        insert into co_options (appointment_id, scope_key, ground)
        select id, key, 'grid-head'
        from unnest(@ids, @keys) u (id, key)
        """;
    const string Done =
        "update leader_previews set applied_at = @Now, applied_by = @by, version = version + 1 where id = @id";

    [EndpointSummary("双向互兼实施 Apply a preview as a whole")]
    public static async Task<Ok<GetPreview.Response>> Handle(Guid id, Session session, CancellationToken ct)
    {
        await session.Execute(TakeTurns, ct);
        var preview = await session.Find<Row>(Find, new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        if (preview.AppliedAt is not null)
            throw new ProblemException(Problems.PreviewApplied);
        var plan = await LeaderPlan.MakeAsync(
            preview.ScopeKey,
            new(
                preview.RuleVersion,
                preview.Sources,
                preview.Ties,
                preview.GroupsAWoman,
                preview.LeastAge,
                preview.GreatestAge
            ),
            session,
            ct
        );
        if (plan.Fingerprint() != preview.Fingerprint)
            throw new ProblemException(Problems.PreviewOutdated);

        await session.Execute(
            FormGroups,
            new
            {
                ids = plan.Places.Select(_ => NewId(session)).ToArray(),
                places = plan.Places.Select(p => p.Id).ToArray(),
                session.Now,
                session.Today,
            },
            ct
        );
        // The plan was checked against the limits of posts in this transaction.
        var wanted = plan.Wanted(session, id).ConvertAll(w => w with { Id = NewId(session) });
        await StartedAppointments.InsertAsync(session, wanted, ct);
        var members = wanted.FindAll(w => w.Post == Post.ExecutiveMember);
        await session.Execute(
            KeepGrounds,
            new { ids = members.Select(m => m.Id).ToArray(), keys = members.Select(m => m.Key).ToArray() },
            ct
        );
        await session.Execute(
            Done,
            new
            {
                id,
                by = session.Caller.SubjectId,
                session.Now,
            },
            ct
        );
        session.RecordAccess(plan.People);
        return TypedResults.Ok(await GetPreview.AnswerAsync(id, session, ct));
    }

    static Guid NewId(Session session) => Guid.CreateVersion7(session.Now);

    sealed record Row(
        string ScopeKey,
        int RuleVersion,
        string[] Sources,
        string[] Ties,
        int GroupsAWoman,
        int LeastAge,
        int GreatestAge,
        string Fingerprint,
        DateTimeOffset? AppliedAt
    );
}

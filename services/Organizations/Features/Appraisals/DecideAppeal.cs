using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Appraisals;

/// <summary>
/// An upheld appeal counts the person's figures again from the records, which must have been corrected first (an entry
/// reversed, a merit approved), and ranks the person among the others as published. A rank within the quota adds the
/// person and gives the title; nobody loses a title.
/// </summary>
static class DecideAppeal
{
    public sealed record Request(
        [Required] bool? Uphold,
        [Lines, Required, Longest(1_000), Example("经核实，漏记的走访已补记")] string Reason
    );

    const string Find = """
        select p.appraisal_id, p.person_id, p.state, p.version, a.scope_key, a.post, a.year, a.quota
        from appeals p
        join appraisals a on a.id = p.appraisal_id
        where p.id = @id
        for update
        """;
    const string Others = """
        select person_id, points, women, since
        from appraisal_entries
        where appraisal_id = @AppraisalId and person_id <> @PersonId
        """;
    const string Mine =
        "select result from appraisal_entries where appraisal_id = @AppraisalId and person_id = @PersonId";
    const string Correct = """
        update appraisal_entries
        set points = @Points, women = @Women, rank = @rank, result = @result, version = version + 1
        where appraisal_id = @AppraisalId and person_id = @PersonId
        """;
    const string Rerank = """
        update appraisal_entries e set rank = n.rank, version = version + 1
        from (
            select id, row_number() over (order by points desc, women desc, since, person_id) as rank
            from appraisal_entries
            where appraisal_id = @AppraisalId
        ) n
        where n.id = e.id and n.rank <> e.rank
        """;
    const string Decide = """
        update appeals
        set state = @state, decision = @Reason, decided_by = @by, decided_at = @Now, points_after = @points,
            rank_after = @rank, version = version + 1
        where id = @id
        """;

    [EndpointSummary("处理申诉 Uphold or reject an appeal")]
    public static async Task<Ok<AppealView>> Handle(
        Guid id,
        Request request,
        IfMatch ifMatch,
        Session session,
        CancellationToken ct
    )
    {
        var appeal = await session.Find<Row>(Find, new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        ifMatch.Check(appeal.Version);
        if (appeal.State != "filed")
            throw new ProblemException(Problems.AppealDecided);
        if (appeal.PersonId == session.Caller.Subject)
            throw new ProblemException(Problems.OwnPoints);
        var uphold = request.Uphold!.Value;
        Candidate? corrected = null;
        int? rank = null;
        if (uphold)
        {
            corrected = (
                await AppraisalFigures.ReadAsync(
                    session,
                    appeal.ScopeKey,
                    appeal.Post,
                    appeal.Year,
                    appeal.PersonId,
                    ct
                )
            )
                .FirstOrDefault()
                ?.Candidate
                ?? throw new ProblemException(Problems.NobodyToAppraise);
            rank = await RankAsync(appeal, corrected, session, ct);
        }
        await session.Execute(
            Decide,
            new
            {
                id,
                state = uphold ? "upheld" : "rejected",
                request.Reason,
                by = session.Caller.Subject,
                session.Now,
                points = corrected?.Points,
                rank,
            },
            ct
        );
        return await GetAppeal.Handle(id, session, ct);
    }

    static async Task<int> RankAsync(Row appeal, Candidate corrected, Session session, CancellationToken ct)
    {
        var rank = Appraisal.RankAmong(corrected, await session.Query<Candidate>(Others, appeal, ct));
        var before = await session.Find<string>(Mine, appeal, ct);
        var added = before == "not-selected" && rank <= appeal.Quota;
        await session.Execute(
            Correct,
            new
            {
                appeal.AppraisalId,
                appeal.PersonId,
                corrected.Points,
                corrected.Women,
                rank,
                result = added ? "added-on-appeal" : before,
            },
            ct
        );
        await session.Execute(Rerank, appeal, ct);
        if (added)
            await AppraisalTitles.AwardAsync(appeal.AppraisalId, appeal.PersonId, 1, session, ct);
        return rank;
    }

    sealed record Row(
        Guid AppraisalId,
        Guid PersonId,
        string State,
        long Version,
        string ScopeKey,
        string Post,
        int Year,
        int Quota
    );
}

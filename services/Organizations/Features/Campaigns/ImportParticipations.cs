using ServiceDefaults.Data;
using ServiceDefaults.Imports;

namespace Organizations.Features.Campaigns;

/// <summary>
/// Imports participants from a file with a column householdId; the dry run names the rows that are unknown, outside the
/// area or too late.
/// </summary>
static class ImportParticipations
{
    public sealed record Response : ImportJob
    {
        internal Response(ImportJob job)
            : base(job) => (CampaignId, Already, Problem) = (CampaignOf(job), job.Unchanged, job.Problem?.Code);

        public Guid CampaignId { get; }

        /// <summary>Rows of households that take part already.</summary>
        public int Already { get; }

        /// <summary>Code of the error of the whole file.</summary>
        public new string? Problem { get; }
    }

    public static readonly ImportKind Kind = new(
        "participations",
        [new("householdId", "家庭编号", "household_id")],
        (run, ct) => ReadAsync(run, apply: false, ct),
        (run, ct) => ReadAsync(run, apply: true, ct)
    );

    public static readonly ImportHandlers<Response> Handlers = new(
        Kind,
        "/organizations/v1/participation-imports",
        job => new(job)
    )
    {
        MayApply = async (job, session, ct) =>
            (await Campaign.FindAsync(CampaignOf(job), session, ct)).MustBeOn(session.Today),
    };

    const int Batch = 10_000;
    const string Kept = """
        select id
        from households
        where id = any (@ids) and exists (select from unnest(@areas) a where starts_with(scope_key, a))
        """;

    static readonly ImportRule BadId = new(
        "household-format",
        "家庭编号格式不正确",
        "the household's id has the wrong format"
    );
    static readonly ImportRule Unknown = new(
        "household-unknown",
        "没有该家庭，或不在评选范围或您的区域内",
        "no such household, or it lies outside the campaign's area or yours"
    );
    static readonly ImportRule Late = new(
        "selection-over",
        "该区划的评选已结束",
        "its division has ended the selection"
    );

    /// <param name="ignoreUnknownColumns">True leaves unknown columns out and names them in the warnings; otherwise
    /// they are refused.</param>
    [EndpointSummary("上传参加家庭文件 Upload a file of households (householdId) and start its dry run")]
    public static async Task<Accepted<Response>> Handle(
        Guid id,
        bool? ignoreUnknownColumns,
        HttpRequest request,
        ImportUpload upload,
        Session session,
        CancellationToken ct
    )
    {
        (await Campaign.FindAsync(id, session, ct)).MustBeOn(session.Today);
        var parameters = ImportParameters.Of($"{id} {session.Caller.Subject}", ignoreUnknownColumns);
        return await Handlers.Upload(parameters, request, upload, session, ct);
    }

    static Guid CampaignOf(ImportJob job) => Guid.Parse(job.Parameters.Split(' ')[0]);

    static async Task<ImportCounts> ReadAsync(ImportRun run, bool apply, CancellationToken ct)
    {
        var (session, rows, added) = (run.Session, new List<(int Line, Guid Id)>(), 0);
        await run.ReadAsync(
            row =>
            {
                if (Guid.TryParse(row.Values[0], out var household))
                    rows.Add((row.Line, household));
                else
                    run.Reject(row.Line, row.Values[0], BadId);
            },
            ct
        );
        var (of, by) = run.Parameters.Split(' ') is [var first, var second]
            ? (Guid.Parse(first), Guid.Parse(second))
            : throw new InvalidOperationException("Campaign and sender are missing.");
        var campaign = await Campaign.FindAsync(of, session, ct);
        await campaign.LevelAsync(campaign.BaseLevel, "share", session, ct);
        await session.Execute("savepoint dry_run", ct);
        foreach (var batch in rows.Chunk(Batch))
        {
            var ids = Array.ConvertAll(batch, r => r.Id);
            var known = (await session.Query<Guid>(Kept, new { ids, areas = run.Areas.ToArray() }, ct)).ToHashSet();
            foreach (var (line, id) in batch.Where(r => !known.Contains(r.Id)))
                run.Reject(line, id.ToString(), Unknown);
            var mine = Array.FindAll(batch, r => known.Contains(r.Id));
            var outcome = await ParticipationRows.InsertAsync(
                campaign,
                Array.ConvertAll(mine, r => r.Id),
                by,
                session,
                ct
            );
            foreach (var place in outcome.Strangers)
                run.Reject(mine[place - 1].Line, mine[place - 1].Id.ToString(), Unknown);
            foreach (var place in outcome.Late)
                run.Reject(mine[place - 1].Line, mine[place - 1].Id.ToString(), Late);
            added += outcome.Added;
        }
        if (!apply || run.Rejected > 0)
            await session.Execute("rollback to savepoint dry_run", ct);
        return new(added, 0, rows.Count - added);
    }
}

using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.Messaging;
using ServiceDefaults.Standards;

namespace ServiceDefaults.Imports;

/// <summary>
/// Queries and actions on imports. Callers see their own imports, and those whose sender's areas all lie in the
/// caller's.
/// </summary>
public static class ImportJobs
{
    /// <summary>The columns of <see cref="ImportJob"/>, from i; @caller is the caller's id.</summary>
    internal const string All = """
        select i.id, i.kind, i.parameters,
            case when i.state = 'received' and p.import_id is not null then 'validating' else i.state end as state,
            i.bytes, i.lines, coalesce(p.checked, i.checked) as checked, i.rejected, i.added as new, i.changed,
            i.unchanged, i.problem as kept_problem, i.warnings as kept_warnings,
            i.created_at, i.finished_at, i.version, i.created_by,
            coalesce(i.created_by = @caller, false) as mine
        from platform.imports i left join platform.import_progress p on p.import_id = i.id
        """;
    const string OfKind = $"""
        {All}
        where i.kind = @kind and (@about::text is null or split_part(i.parameters, ' ', 1) = @about)
        """;
    const string FindOne = OfKind + " and i.id = @id";

    /// <summary>
    /// Rows with their own fault in the order of the file, then rows that depend on them; the position in this order is
    /// the id.
    /// </summary>
    static readonly string s_rejected = $"""
        select {Listing.NumberBy("cause is not null, line, rule")} as id, line, code, rule, reason_zh, reason_en, cause,
            consequences
        from platform.import_rejections
        where import_id = @id
        """;
    const string Rows = """
        select line, content, reason_zh, reason_en
        from platform.import_rejections
        where import_id = @id
        order by line, rule
        """;
    const string Begin = """
        update platform.imports set state = 'applying', retry_at = @Now, traceparent = @trace, version = version + 1
        where id = @id and kind = @kind and state = 'validated' and platform.covers(areas)
        """;

    /// <summary>The states of an import.</summary>
    public static readonly CodeTable States = new(
        "import-state",
        null,
        [
            new("received", "已接收", "received"),
            new("validating", "校验中", "validating"),
            new("validated", "校验通过", "validated"),
            new("rejected", "校验未通过", "rejected"),
            new("applying", "导入中", "applying"),
            new("applied", "已导入", "applied"),
            new("failed", "导入失败", "failed"),
        ]
    );

    internal static readonly Listing<Rejection, Rejection> Rejected = Listing.Of<Rejection>(
        "rejections",
        s_rejected,
        new("line", "行号"),
        new("code", "内容") { Search = true },
        new("rule", "规则"),
        new("reasonZh", "原因"),
        new("reasonEn", "原因（英文）"),
        new("cause", "起因行号"),
        new("consequences", "牵连行数")
    );

    /// <exception cref="ProblemException">PLT-0005: no such import, or not visible to the caller.</exception>
    public static async Task<ImportJob> FindAsync(Session session, ImportKind kind, Guid id, CancellationToken ct) =>
        await session.Find<ImportJob>(
            FindOne,
            new
            {
                id,
                kind = kind.Name,
                caller = session.Caller.SubjectId,
                about = (string?)null,
            },
            ct
        ) ?? throw new ProblemException(PlatformProblems.NotFound);

    /// <summary>A list of the imports of one kind.</summary>
    /// <param name="name">File name of an export.</param>
    /// <param name="view">Converts an import to an item.</param>
    internal static Listing<ImportJob, T> ListOf<T>(string name, Func<ImportJob, T> view)
        where T : ImportJob => ListOf(name, OfKind, view);

    /// <param name="source">SQL that selects <see cref="All"/>.</param>
    /// <param name="first">Columns before those of every list of imports.</param>
    internal static Listing<ImportJob, T> ListOf<T>(
        string name,
        string source,
        Func<ImportJob, T> view,
        params IEnumerable<ListColumn> first
    )
        where T : ImportJob =>
        Listing.Of<ImportJob, T>(
            name,
            source,
            (job, _) => view(job),
            [
                .. first,
                new("state", "状态") { Table = States },
                new("lines", "行数"),
                new("rejected", "被拒行数"),
                new("createdAt", "上传时间"),
                new("finishedAt", "结束时间"),
                new("createdBy", "上传人") { Hidden = true },
                new("mine", "本人上传") { Hidden = true },
            ]
        ) with
        {
            DefaultSort = "-id",
        };

    /// <summary>The arguments of a list of one kind.</summary>
    /// <param name="kind">The kind of imports.</param>
    /// <param name="session">The caller's session.</param>
    /// <param name="about">The first word of their parameters; null for any.</param>
    internal static object Of(ImportKind kind, Session session, string? about = null) =>
        new
        {
            kind = kind.Name,
            caller = session.Caller.SubjectId,
            about,
        };

    /// <summary>The stored rejected rows.</summary>
    internal static async Task<ListAnswer<Rejection>> ListRejectionsAsync(
        Session session,
        ImportKind kind,
        Guid id,
        ListQuery query,
        CancellationToken ct
    )
    {
        await FindAsync(session, kind, id, ct);
        return await Rejected.AnswerAsync(query, session, new { id }, ct);
    }

    /// <summary>
    /// The rejected rows as a file: each unchanged, with its line and the reason; once corrected, it can be sent again.
    /// The audit stores the caller, the import and the reason.
    /// </summary>
    /// <param name="query">Its format (default csv) and the language of the headings and reasons.</param>
    /// <exception cref="ProblemException">PLT-0061: the caller is not the sender.</exception>
    internal static async Task<FileStreamHttpResult> ErrorFileAsync(
        Session session,
        ImportKind kind,
        Guid id,
        ErrorFileRequest request,
        ListQuery query,
        CancellationToken ct
    )
    {
        var check = new Validation();
        foreach (var filter in query.Filters.Keys)
            check.Add("/" + filter, PlatformProblems.UnknownField);
        check.Reason("/reason", request.Reason, PlatformProblems.NoReason);
        check.ThrowIfInvalid();
        if (!(await FindAsync(session, kind, id, ct)).Mine)
            throw new ProblemException(ImportProblems.SenderOnly);
        session.GiveReason(request.Reason);
        session.RecordAccess(id);
        ListColumn[] columns =
        [
            new("line", "行号"),
            .. kind.Columns.Select(c => new ListColumn(c.Name, c.OtherNames.FirstOrDefault() ?? c.Name)),
            new("reason", "原因"),
        ];
        var rows = await session.Query<RejectedRow>(Rows, new { id }, ct);
        return await ListFile.WriteAsync(
            $"{kind.Name}-errors",
            query with
            {
                Format = query.Format == "xlsx" ? "xlsx" : "csv",
            },
            columns,
            Cells(),
            session,
            ct
        );

        async IAsyncEnumerable<object?[]> Cells()
        {
            foreach (var r in rows)
            {
                var values = r.Content is null
                    ? new string[kind.Columns.Count]
                    : JsonSerializer.Deserialize<string[]>(
                        session.Sealer.OpenBytes(r.Content, ImportRun.PlaceOf(id, r.Line)),
                        Wire.Json
                    )!;
                yield return [r.Line, .. values, query.Language == "en" ? r.ReasonEn : r.ReasonZh];
            }
            await Task.CompletedTask;
        }
    }

    /// <summary>Queues a validated import for application; a worker applies it after the commit.</summary>
    /// <exception cref="ProblemException">PLT-0033: it is not validated. PLT-0060: the caller is the sender and has
    /// lost one of its areas.</exception>
    /// <param name="mayApply">Throws the problem of an application that cannot succeed.</param>
    public static async Task<ImportJob> ApplyAsync(
        Session session,
        ImportKind kind,
        Guid id,
        Func<ImportJob, Session, CancellationToken, Task>? mayApply,
        CancellationToken ct
    )
    {
        var begun = await session.Execute(
            Begin,
            new
            {
                id,
                kind = kind.Name,
                trace = System.Diagnostics.Activity.Current?.Id,
                session.Now,
            },
            ct
        );
        var job = await FindAsync(session, kind, id, ct);
        if (begun == 0)
            throw new ProblemException(
                job.State == "validated" ? ImportProblems.AreasChanged : ImportProblems.NotValidated
            );
        if (mayApply is not null)
            await mayApply(job, session, ct);
        session.Defer("select pg_notify('imports', '')");
        return job;
    }

    sealed record RejectedRow(int Line, byte[]? Content, string ReasonZh, string ReasonEn);
}

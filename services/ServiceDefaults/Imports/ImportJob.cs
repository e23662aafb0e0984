using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.Messaging;

namespace ServiceDefaults.Imports;

/// <summary>An import as it stands.</summary>
/// <param name="State">received, validating, validated, rejected, applying, applied or failed.</param>
/// <param name="Lines">Rows of the file, once the dry run has read it.</param>
/// <param name="Checked">Rows looked at so far.</param>
/// <param name="Rejected">Rows that break a rule.</param>
/// <param name="Problem">Why the file as a whole was not taken.</param>
public sealed record ImportJob(
    Guid Id,
    string Kind,
    string Parameters,
    string State,
    long Bytes,
    int Lines,
    int Checked,
    int Rejected,
    int Added,
    int Changed,
    int Unchanged,
    Problem? Problem,
    DateTimeOffset CreatedAt,
    DateTimeOffset? FinishedAt,
    long Version
)
{
    /// <summary>What is to be known of the file though it is taken.</summary>
    public IReadOnlyList<ImportWarning> Warnings { get; init; } = [];
}

/// <summary>A rejected row and the rule it breaks.</summary>
public sealed record Rejection(int Line, string Code, string Rule, string ReasonZh, string ReasonEn);

/// <summary>What a service's routes do with its imports; the caller sees her own, and those whose sender's areas all lie in hers.</summary>
public static class ImportJobs
{
    const string FindOne = """
        select i.id, i.kind, i.parameters, case when i.state = 'received' and p.import_id is not null then 'validating' else i.state end as state, i.bytes, i.lines,
               coalesce(p.checked, i.checked) as checked, i.rejected, i.added, i.changed, i.unchanged, i.problem, i.created_at, i.finished_at, i.version, i.warnings
        from platform.imports i left join platform.import_progress p on p.import_id = i.id where i.id = @id and i.kind = @kind
        """;
    const string List = """
        select line, code, rule, reason_zh, reason_en from platform.import_rejections
        where import_id = @id and (line, rule) > (@line, @rule) order by line, rule limit @Take
        """;
    const string Rows =
        "select line, content, reason_zh, reason_en from platform.import_rejections where import_id = @id order by line, rule";
    const string Begin = """
        update platform.imports set state = 'applying', retry_at = @Now, traceparent = @trace, version = version + 1
        where id = @id and kind = @kind and state = 'validated' and platform.covers(areas)
        """;

    /// <exception cref="ProblemException">PLT-0005: not there, or not the caller's to see.</exception>
    public static async Task<ImportJob> FindAsync(Session session, ImportKind kind, Guid id, CancellationToken ct)
    {
        var r = await session.Find<Row>(FindOne, new { id, kind = kind.Name }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        return new(
            r.Id,
            r.Kind,
            ImportParameters.Own(r.Parameters),
            r.State,
            r.Bytes,
            r.Lines,
            r.Checked,
            r.Rejected,
            r.Added,
            r.Changed,
            r.Unchanged,
            r.Problem is null ? null : JsonSerializer.Deserialize<Problem>(r.Problem, Wire.Json),
            r.CreatedAt,
            r.FinishedAt,
            r.Version
        )
        {
            Warnings = r.Warnings is null ? [] : JsonSerializer.Deserialize<ImportWarning[]>(r.Warnings, Wire.Json)!,
        };
    }

    /// <summary>The rejected rows that were kept, in the order of the file.</summary>
    public static async Task<Page<Rejection>> RejectionsAsync(
        Session session,
        ImportKind kind,
        Guid id,
        Paging paging,
        CancellationToken ct
    )
    {
        await FindAsync(session, kind, id, ct);
        var after = paging.After<Position>();
        var rows = await session.Query<Rejection>(
            List,
            new
            {
                id,
                line = after?.Line ?? 0,
                rule = after?.Rule ?? "",
                paging.Take,
            },
            ct
        );
        return paging.Of(rows, r => new Position(r.Line, r.Rule));
    }

    /// <summary>The rejected rows as a file: each as it stood, its line and the reason beside it; corrected, it can be sent again.</summary>
    /// <param name="query">Its format (csv if none is given) and the language of the headings and reasons.</param>
    public static async Task<IResult> ErrorFileAsync(
        Session session,
        ImportKind kind,
        Guid id,
        ListQuery query,
        CancellationToken ct
    )
    {
        if (query.Filters.Count > 0)
            throw new ProblemException(
                PlatformProblems.Invalid,
                [.. query.Filters.Keys.Select(f => PlatformProblems.UnknownField.At("/" + f))]
            );
        await FindAsync(session, kind, id, ct);
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

    /// <summary>Asks for a validated import to be applied; a worker does it as soon as this commits.</summary>
    /// <exception cref="ProblemException">PLT-0033: it is not validated. PLT-0060: the caller, who sent it, has lost one of its areas.</exception>
    public static async Task<ImportJob> ApplyAsync(Session session, ImportKind kind, Guid id, CancellationToken ct)
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
        session.Defer("select pg_notify('imports', '')");
        return job;
    }

    sealed record RejectedRow(int Line, byte[]? Content, string ReasonZh, string ReasonEn);

    sealed record Position(int Line, string Rule);

    sealed record Row(
        Guid Id,
        string Kind,
        string Parameters,
        string State,
        long Bytes,
        int Lines,
        int Checked,
        int Rejected,
        int Added,
        int Changed,
        int Unchanged,
        string? Problem,
        DateTimeOffset CreatedAt,
        DateTimeOffset? FinishedAt,
        long Version,
        string? Warnings
    );
}

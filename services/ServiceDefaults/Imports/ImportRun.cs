using System.Text.Json;
using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.Messaging;
using ServiceDefaults.Sealing;
using ServiceDefaults.Standards;

namespace ServiceDefaults.Imports;

/// <summary>One run of a job by a worker: the dry run or the application, in one transaction.</summary>
public sealed class ImportRun
{
    /// <summary>Largest number of stored rejected rows; all are counted.</summary>
    const int Kept = 10_000;
    internal const int Remembered = 100_000;
    static readonly Comparer<ImportRow> ByLine = Comparer<ImportRow>.Create((a, b) => a.Line.CompareTo(b.Line));

    const string Keep = """
        insert into platform.import_rejections (
            import_id, line, rule, scope_key, code, reason_zh, reason_en, content, cause, consequences
        )
        select @Id, line, rule, @ScopeKey, code, zh, en, content, cause, consequences
        from unnest(
            @lines::int[], @rules::text[], @codes::text[], @zh::text[], @en::text[], @contents::bytea[], @causes::int[],
            @consequences::int[]
        )
            as r (line, rule, code, zh, en, content, cause, consequences)
        on conflict do nothing
        """;

    const string KeepWarnings = "update platform.imports set warnings = @warnings where id = @Id";

    readonly ImportKind _kind;
    readonly Stored _job;
    readonly List<(int Line, string Code, ImportRule Rule)> _rejections = [];
    readonly List<(int Line, string Code, ImportRule Rule, int Cause)> _caused = [];
    readonly HashSet<int> _rejectedLines = [];
    readonly Dictionary<int, int> _causeOf = [],
        _consequences = [];
    readonly List<ImportWarning> _warnings = [];
    readonly IReadOnlyList<ImportRow>? _known;
    List<ImportRow>? _read = [];
    int _checked;

    /// <param name="kind">The kind of file.</param>
    /// <param name="job">The job.</param>
    /// <param name="session">The worker's session.</param>
    /// <param name="rows">The file's rows, if this process has just read them in the dry run.</param>
    internal ImportRun(ImportKind kind, Stored job, Session session, IReadOnlyList<ImportRow>? rows) =>
        (_kind, _job, Session, _known) = (kind, job, session, rows);

    public Guid Id => _job.Id;

    public Session Session { get; }

    /// <summary>The parameters that the upload's route stored with the file.</summary>
    public string Parameters => ImportParameters.Own(_job.Parameters);

    /// <summary>Sort-key prefixes of the sender's areas; rows in other areas must be rejected.</summary>
    public IReadOnlyList<string> Areas => _job.Areas;

    /// <summary>The sort key of the import; records that the run stores for the sender have it.</summary>
    public string ScopeKey => _job.ScopeKey;

    /// <summary>
    /// Why an application stopped before any change and waits for another request; records that it stored for the
    /// sender stay.
    /// </summary>
    public Problem? WaitsFor { get; set; }

    /// <summary>Rows read so far.</summary>
    public int Checked => Volatile.Read(ref _checked);

    /// <summary>Rows that break a rule.</summary>
    public int Rejected { get; private set; }

    /// <summary>
    /// Reads the file's rows from the first, chunk by chunk on the session's connection. Malformed rows are rejected
    /// here.
    /// </summary>
    /// <exception cref="ImportException">The file is not a table with the kind's columns.</exception>
    public async Task ReadAsync(Action<ImportRow> each, CancellationToken ct)
    {
        await using var content = new ChunkStream(
            await Session.GetConnection(ct),
            Id,
            _job.Bytes,
            _kind.Personal ? Session.Sealer : null
        );
        var reading = new ImportReading(_kind, new(TimeProvider.System, () =>
            {
                ct.ThrowIfCancellationRequested();
                content.Touch();
            }), ImportParameters.IgnoresUnknown(_job.Parameters), Warn);
        foreach (var row in _known ?? ImportReader.Read(content, _job.Format, reading))
        {
            Volatile.Write(ref _checked, _checked + 1);
            if (_checked > _kind.MostRows)
                throw ImportProblems.TooMany(_kind.MostRows);
            if (_read?.Count == Remembered)
                _read = null;
            _read?.Add(row);
            if ((_checked & 1023) == 0)
                ct.ThrowIfCancellationRequested();
            var broken =
                !row.Intact ? ImportProblems.Intact
                : Array.FindIndex(row.Values, ImportReader.IsError) is >= 0 and var lost
                    ? ImportProblems.NoValue(_kind.Columns[lost])
                : Array.FindIndex(row.Values, v => !ReadableText.IsReadable(v)) is >= 0 and var at
                    ? ImportProblems.NotSeen(_kind.Columns[at])
                : null;
            if (broken is null)
                each(row);
            else
                Reject(row.Line, _kind.Personal ? Mask.Name(row.Values[0]) : row.Values[0], broken);
        }
    }

    /// <summary>Adds a warning to the sender.</summary>
    public void Warn(ImportWarning warning) => _warnings.Add(warning);

    /// <summary>Rejects a row by its first broken rule.</summary>
    /// <param name="line">The row's line.</param>
    /// <param name="code">The identifier by which the sender knows the row.</param>
    /// <param name="rule">The rule.</param>
    /// <param name="cause">The line of a rejected row that alone causes this rejection; null where the row has its own
    /// fault.</param>
    public void Reject(int line, string code, ImportRule rule, int? cause = null)
    {
        Rejected++;
        _rejectedLines.Add(line);
        var shown = TextElements.Cut(ReadableText.Shown(code), 60);
        if (cause is { } other && other != line)
        {
            var root = _causeOf.GetValueOrDefault(other, other);
            _causeOf.TryAdd(line, root);
            _consequences[root] = _consequences.GetValueOrDefault(root) + 1;
            if (_caused.Count < Kept)
                _caused.Add((line, shown, rule, root));
        }
        else if (_rejections.Count < Kept)
            _rejections.Add((line, shown, rule));
    }

    /// <summary>Whether the row has been rejected.</summary>
    public bool HasRejected(int line) => _rejectedLines.Contains(line);

    /// <summary>The rows read, if they are few enough to be kept for the application that usually follows.</summary>
    internal IReadOnlyList<ImportRow>? Read => _read;

    internal void DeferRejections()
    {
        if (_warnings.Count > 0)
            Session.Defer(KeepWarnings, new { Id, warnings = JsonSerializer.Serialize(_warnings, Wire.Json) });
        if (Rejected == 0)
            return;
        // Counts the consequences of a row at the first rule that it breaks.
        var counted = new HashSet<int>();
        var kept = _rejections
            .OrderBy(r => r.Line)
            .Select(r =>
                (
                    r.Line,
                    r.Code,
                    r.Rule,
                    Cause: (int?)null,
                    Consequences: counted.Add(r.Line) ? _consequences.GetValueOrDefault(r.Line) : 0
                )
            )
            .Concat(
                _caused
                    .OrderBy(r => r.Line)
                    .Select(r => (r.Line, r.Code, r.Rule, Cause: (int?)r.Cause, Consequences: 0))
            )
            .Take(Kept)
            .ToList();
        Session.Defer(
            Keep,
            new
            {
                Id,
                _job.ScopeKey,
                lines = kept.Select(r => r.Line).ToArray(),
                rules = kept.Select(r => r.Rule.Name).ToArray(),
                codes = kept.Select(r => r.Code).ToArray(),
                zh = kept.Select(r => r.Rule.Zh).ToArray(),
                en = kept.Select(r => r.Rule.En).ToArray(),
                contents = kept.Select(r => Content(r.Line)).ToArray(),
                causes = kept.Select(r => r.Cause).ToArray(),
                consequences = kept.Select(r => r.Consequences).ToArray(),
            }
        );
    }

    /// <summary>
    /// The row as it is in the file, sealed for its place; null where the file is too long to be kept.
    /// </summary>
    byte[]? Content(int line)
    {
        var at = _read?.BinarySearch(new ImportRow(line, [], true), ByLine) ?? -1;
        return at < 0
            ? null
            : Session.Sealer.SealBytes(
                JsonSerializer.SerializeToUtf8Bytes(Array.ConvertAll(_read![at].Values, ReadableText.Shown), Wire.Json),
                PlaceOf(Id, line)
            );
    }

    /// <summary>The place that a rejected row's sealed content is bound to.</summary>
    internal static string PlaceOf(Guid importId, int line) => $"import_rejections|{importId:N}|{line}";

    internal sealed record Stored(
        Guid Id,
        string Kind,
        string Parameters,
        string State,
        string Format,
        long Bytes,
        int Checked,
        string ScopeKey,
        string[] Areas,
        string? Traceparent,
        int Attempts
    );
}

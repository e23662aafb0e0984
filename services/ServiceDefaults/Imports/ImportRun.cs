using ServiceDefaults.Data;

namespace ServiceDefaults.Imports;

/// <summary>One pass of a worker over a job: the dry run or the application. Everything it does is in one transaction.</summary>
public sealed class ImportRun
{
    /// <summary>Rejected rows that are kept to be shown; all are counted.</summary>
    const int Kept = 10_000;
    const int Remembered = 100_000;

    const string Keep =
        """
        insert into platform.import_rejections (import_id, line, rule, scope_key, code, reason_zh, reason_en)
        select $1, line, rule, $2, code, zh, en from unnest($3::int[], $4::text[], $5::text[], $6::text[], $7::text[]) as r (line, rule, code, zh, en) on conflict do nothing
        """;

    readonly ImportKind _kind;
    readonly Stored _job;
    readonly List<(int Line, string Code, ImportRule Rule)> _rejections = [];
    readonly IReadOnlyList<ImportRow>? _known;
    readonly List<ImportRow> _read = [];
    int _checked;

    /// <param name="kind">What it is.</param>
    /// <param name="job">The job.</param>
    /// <param name="session">The worker's.</param>
    /// <param name="rows">The file's rows where this process has just read them in the dry run.</param>
    internal ImportRun(ImportKind kind, Stored job, Session session, IReadOnlyList<ImportRow>? rows) => (_kind, _job, Session, _known) = (kind, job, session, rows);

    public Guid Id => _job.Id;

    public Session Session { get; }

    /// <summary>What the upload's route noted beside the file.</summary>
    public string Parameters => _job.Parameters;

    /// <summary>Sort-key prefixes of the sender's areas: what lies elsewhere is not hers to import.</summary>
    public IReadOnlyList<string> Areas => _job.Areas;

    /// <summary>Rows read so far.</summary>
    public int Checked => Volatile.Read(ref _checked);

    /// <summary>Rows that break a rule.</summary>
    public int Rejected { get; private set; }

    /// <summary>The file's rows, from the first; they come piece by piece on the session's connection. Rows that are torn are rejected here.</summary>
    /// <exception cref="ImportException">The file is no table with the kind's columns.</exception>
    public async Task ReadAsync(Action<ImportRow> each, CancellationToken ct)
    {
        await using var content = new ChunkStream(await Session.Ready(ct), Id, _job.Bytes);
        foreach (var row in _known ?? ImportReader.Read(content, _job.Format, _kind.Columns))
        {
            Volatile.Write(ref _checked, _checked + 1);
            if (_checked > _kind.MostRows) throw ImportProblems.TooMany(_kind.MostRows);
            if (_read.Count < Remembered) _read.Add(row);
            if ((_checked & 1023) == 0) ct.ThrowIfCancellationRequested();
            if (row.Intact) each(row);
            else Reject(row.Line, row.Values[0], ImportProblems.Intact);
        }
    }

    /// <summary>Rejects a row by its first broken rule.</summary>
    public void Reject(int line, string code, ImportRule rule)
    {
        Rejected++;
        if (_rejections.Count < Kept) _rejections.Add((line, code.Length > 60 ? code[..60] + "…" : code, rule));
    }

    /// <summary>The rows it has read, if they are few enough to be kept until the application that usually follows.</summary>
    internal IReadOnlyList<ImportRow>? Read => _read.Count < Remembered ? _read : null;

    internal void DeferRejections()
    {
        if (_rejections.Count == 0) return;
        var kept = _rejections.OrderBy(r => r.Line).Take(Kept).ToList();
        Session.Defer(Keep, Id, _job.ScopeKey, kept.Select(r => r.Line).ToArray(), kept.Select(r => r.Rule.Name).ToArray(), kept.Select(r => r.Code).ToArray(),
            kept.Select(r => r.Rule.Zh).ToArray(), kept.Select(r => r.Rule.En).ToArray());
    }

    internal sealed record Stored(
        Guid Id, string Kind, string Parameters, string State, string Format, long Bytes, int Checked, string ScopeKey, string[] Areas, string? Traceparent, int Attempts);
}

using System.Diagnostics;

namespace ServiceDefaults.Data;

/// <summary>The subjects whose personal data one session has read or written: one row of the audit.</summary>
sealed class AuditEntry
{
    public const string Insert = """
        insert into platform.audit (at, caller_kind, caller_id, purpose, action, subjects, trace_id)
        values (@now, @kind, @SubjectId, @Purpose, @action, @subjects, @trace)
        """;

    readonly HashSet<Guid> _subjects = [];

    public bool IsEmpty => _subjects.Count == 0;

    public void Add(IEnumerable<Guid> subjects) => _subjects.UnionWith(subjects);

    /// <summary>The arguments of <see cref="Insert"/>.</summary>
    public object Row(Caller caller, string action, DateTimeOffset now) =>
        new
        {
            now,
            kind = caller.Kind.ToString().ToLowerInvariant(),
            caller.SubjectId,
            caller.Purpose,
            action,
            subjects = _subjects.ToArray(),
            trace = Activity.Current?.TraceId.ToString(),
        };

    public void Clear() => _subjects.Clear();
}

using System.Diagnostics;

namespace ServiceDefaults.Data;

/// <summary>The subjects whose personal data one session has read or written: one row of the audit.</summary>
sealed class AuditEntry
{
    public const string Insert = """
        insert into platform.audit (at, caller_kind, caller_id, purpose, action, subjects, trace_id)
        values ($1, $2, $3, $4, $5, $6, $7)
        """;

    readonly HashSet<Guid> _subjects = [];

    public bool IsEmpty => _subjects.Count == 0;

    public void Add(IEnumerable<Guid> subjects) => _subjects.UnionWith(subjects);

    /// <summary>The arguments of <see cref="Insert"/>.</summary>
    public object?[] Row(Caller caller, string action, DateTimeOffset now) =>
        [
            now,
            caller.Kind.ToString().ToLowerInvariant(),
            caller.SubjectId,
            caller.Purpose,
            action,
            _subjects.ToArray(),
            Activity.Current?.TraceId.ToString(),
        ];

    public void Clear() => _subjects.Clear();
}

namespace ServiceDefaults.Http;

/// <summary>A failure that a service can answer with (RFC 9457); its code never changes its meaning.</summary>
/// <param name="Code">Stable, e.g. "CEN-0001".</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Zh">Title for the user, Chinese.</param>
/// <param name="En">The same in English.</param>
/// <param name="DoZh">What to do, Chinese.</param>
/// <param name="DoEn">What to do, English.</param>
public sealed record Problem(string Code, int Status, string Zh, string En, string DoZh, string DoEn);

/// <summary>A wrong field: its JSON pointer (RFC 6901), the rule that it breaks, and what to do.</summary>
public sealed record FieldError(string Pointer, string Code, string Zh, string En);

/// <summary>Ends the request with a problem; the transaction is rolled back.</summary>
/// <param name="problem">The problem of the answer.</param>
/// <param name="errors">The wrong fields, if any.</param>
public sealed class ProblemException(Problem problem, params IReadOnlyList<FieldError> errors)
    : Exception(problem.Code + " " + problem.En)
{
    public Problem Problem => problem;
    public IReadOnlyList<FieldError> Errors => errors;

    /// <summary>Seconds after which the caller may retry; null if a retry does not help.</summary>
    public int? RetryAfter { get; init; }
}

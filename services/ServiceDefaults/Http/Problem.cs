namespace ServiceDefaults.Http;

/// <summary>One failure a service can answer with: RFC 9457 with a code that never changes its meaning.</summary>
/// <param name="Code">Stable, e.g. "CEN-0001".</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Zh">Title for the user, Chinese.</param>
/// <param name="En">The same in English.</param>
/// <param name="DoZh">What to do, Chinese.</param>
/// <param name="DoEn">What to do, English.</param>
public sealed record Problem(string Code, int Status, string Zh, string En, string DoZh, string DoEn);

/// <summary>A bad field: where it is (JSON pointer, RFC 6901), the rule it breaks, and what to do.</summary>
public sealed record FieldError(string Pointer, string Code, string Zh, string En);

/// <summary>Ends the request with a problem; the transaction is rolled back.</summary>
/// <param name="problem">What is wrong.</param>
/// <param name="errors">Which fields, if it is about fields.</param>
public sealed class ProblemException(Problem problem, params IReadOnlyList<FieldError> errors)
    : Exception(problem.Code + " " + problem.En)
{
    public Problem Problem => problem;
    public IReadOnlyList<FieldError> Errors => errors;

    /// <summary>Seconds after which a retry makes sense; null where it does not.</summary>
    public int? RetryAfter { get; init; }
}

using ServiceDefaults.Standards;

namespace ServiceDefaults.Http;

/// <summary>Parses a value from text; returns the rule that the text breaks, or null.</summary>
public delegate FieldRule? Reader<T>(string text, out T value);

/// <summary>
/// Collects the wrong fields of a request, so that one answer names them all. Rules of a single member are declared
/// beside it (<see cref="MemberRuleAttribute"/>); handlers add here the rules that need several members or recorded
/// data.
/// </summary>
public sealed class Validation
{
    const int ShortestReason = 4;
    readonly List<FieldError> _errors = [];

    public IReadOnlyList<FieldError> Errors => _errors;

    public void Add(string pointer, FieldRule rule) => _errors.Add(rule.At(pointer));

    /// <summary>Adds an error unless the condition is true.</summary>
    public void That(bool holds, string pointer, FieldRule rule)
    {
        if (!holds)
            Add(pointer, rule);
    }

    /// <summary>
    /// Checks the members of a file's row by the rules declared beside them, as a route checks its body.
    /// </summary>
    public void Members(string pointer, object row) => MemberCheck.Look(row, pointer, this, []);

    /// <summary>Checks the reason for showing masked data: at least 4 text elements.</summary>
    /// <param name="tooShort">The rule that a shorter reason breaks.</param>
    public void Reason(string pointer, string reason, FieldRule tooShort) =>
        That(TextElements.AreMoreThan(ShortestReason - 1, reason), pointer, tooShort);

    /// <summary>Parses a required text.</summary>
    public T Read<T>(string pointer, string? text, Reader<T> read)
    {
        T value = default!;
        if (string.IsNullOrWhiteSpace(text))
            Add(pointer, PlatformProblems.Required);
        else if (read(text.Trim(), out value) is { } broken)
            Add(pointer, broken);
        return value;
    }

    /// <summary>Parses an optional text; null if it is missing.</summary>
    public T? Optional<T>(string pointer, string? text, Reader<T> read)
        where T : class => string.IsNullOrWhiteSpace(text) ? null : Read(pointer, text, read);

    /// <exception cref="ProblemException">PLT-0001 with all errors added.</exception>
    public void ThrowIfInvalid()
    {
        if (_errors.Count > 0)
            throw new ProblemException(PlatformProblems.Invalid, _errors);
    }
}

using ServiceDefaults.Standards;

namespace ServiceDefaults.Http;

/// <summary>Reads a value from text; the rule that is broken, or null.</summary>
public delegate FieldRule? Reader<T>(string text, out T value);

/// <summary>
/// Collects every bad field of a request, so that one answer names them all. What one member alone can break stands
/// beside it (<see cref="MemberRuleAttribute"/>); here is what members break together, or by what is recorded.
/// </summary>
public sealed class Validation
{
    const int ShortestReason = 4;
    readonly List<FieldError> _errors = [];

    public IReadOnlyList<FieldError> Errors => _errors;

    public void Add(string pointer, FieldRule rule) => _errors.Add(rule.At(pointer));

    /// <summary>Adds the rule unless it holds.</summary>
    public void That(bool holds, string pointer, FieldRule rule)
    {
        if (!holds)
            Add(pointer, rule);
    }

    /// <summary>
    /// Checks the members of a row of a file by the rules declared beside them, as a route does with its body.
    /// </summary>
    public void Members(string pointer, object row) => MemberCheck.Look(row, pointer, this, []);

    /// <summary>Why the caller looks at what is masked: at least 4 text elements.</summary>
    /// <param name="tooShort">What a shorter one breaks.</param>
    public void Reason(string pointer, string reason, FieldRule tooShort) =>
        That(TextElements.AreMoreThan(ShortestReason - 1, reason), pointer, tooShort);

    /// <summary>A text that must be there and be readable.</summary>
    public T Read<T>(string pointer, string? text, Reader<T> read)
    {
        T value = default!;
        if (string.IsNullOrWhiteSpace(text))
            Add(pointer, PlatformProblems.Required);
        else if (read(text.Trim(), out value) is { } broken)
            Add(pointer, broken);
        return value;
    }

    /// <summary>A text that may be missing, but must be readable where it is there; null where it is not.</summary>
    public T? Optional<T>(string pointer, string? text, Reader<T> read)
        where T : class => string.IsNullOrWhiteSpace(text) ? null : Read(pointer, text, read);

    /// <exception cref="ProblemException">PLT-0001 with every error that was added.</exception>
    public void ThrowIfInvalid()
    {
        if (_errors.Count > 0)
            throw new ProblemException(PlatformProblems.Invalid, _errors);
    }
}

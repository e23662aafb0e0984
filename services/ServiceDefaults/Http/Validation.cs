using ServiceDefaults.Standards;

namespace ServiceDefaults.Http;

/// <summary>Reads a value from text; the rule that is broken, or null.</summary>
public delegate FieldRule? Reader<T>(string text, out T value);

/// <summary>
/// Collects every bad field of a request, so that one answer names them all. Request members are nullable and checked
/// here.
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
    public void Members(string pointer, object row) => GivenMembers.Look(row, pointer, this, []);

    /// <summary>A text that must be there, trimmed, of at most as many text elements.</summary>
    public string Text(string pointer, string? value, int longest = 200)
    {
        var text = value?.Trim() ?? "";
        if (text.Length == 0)
            Add(pointer, PlatformProblems.Required);
        else if (TextElements.AreMoreThan(longest, text))
            Add(pointer, PlatformProblems.TooLong);
        return text;
    }

    /// <summary>Why the caller looks at what is masked: at least 4 text elements, at most 200.</summary>
    /// <param name="tooShort">What a shorter one breaks.</param>
    public string Reason(string pointer, string? value, FieldRule tooShort)
    {
        var reason = Text(pointer, value);
        That(reason.Length == 0 || TextElements.AreMoreThan(ShortestReason - 1, reason), pointer, tooShort);
        return reason;
    }

    /// <summary>A person's name that must be there, as it was typed, of at most as many text elements.</summary>
    public string Name(string pointer, string? value, int longest)
    {
        var text = Text(pointer, value, longest);
        if (text.Length > 0 && PersonName.Read(text, out _) is { } broken)
            Add(pointer, broken);
        return text;
    }

    /// <summary>A text that may be missing.</summary>
    public string? OptionalText(string pointer, string? value, int longest = 200) =>
        string.IsNullOrWhiteSpace(value) ? null : Text(pointer, value, longest);

    /// <summary>A value that must be there.</summary>
    public T Value<T>(string pointer, T? value)
        where T : struct
    {
        if (value is null)
            Add(pointer, PlatformProblems.Required);
        return value.GetValueOrDefault();
    }

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

    /// <summary>A code that must be there and be of the table.</summary>
    public string OneOf(string pointer, string? value, CodeTable table)
    {
        if (string.IsNullOrWhiteSpace(value))
            Add(pointer, PlatformProblems.Required);
        else if (!table.Has(value))
            Add(pointer, PlatformProblems.UnknownCode);
        return value ?? "";
    }

    /// <exception cref="ProblemException">PLT-0001 with every error that was added.</exception>
    public void ThrowIfInvalid()
    {
        if (_errors.Count > 0)
            throw new ProblemException(PlatformProblems.Invalid, _errors);
    }
}

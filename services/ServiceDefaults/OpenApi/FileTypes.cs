namespace ServiceDefaults.OpenApi;

/// <summary>
/// Declares the media types of files that a handler answers with, beside JSON if its return type has it.
/// </summary>
/// <param name="mediaTypes">RFC 6838.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AnswerFileAttribute(params string[] mediaTypes) : Attribute
{
    public IReadOnlyList<string> MediaTypes => mediaTypes;
}

/// <summary>Declares the media types of files that a handler accepts as its body.</summary>
/// <param name="mediaTypes">RFC 6838.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequestFileAttribute(params string[] mediaTypes) : Attribute
{
    public IReadOnlyList<string> MediaTypes => mediaTypes;
}

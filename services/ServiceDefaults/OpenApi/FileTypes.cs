namespace ServiceDefaults.OpenApi;

/// <summary>Says which kinds of file a handler answers with, beside JSON where its type says so.</summary>
/// <param name="mediaTypes">RFC 6838.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AnswerFileAttribute(params string[] mediaTypes) : Attribute
{
    public IReadOnlyList<string> MediaTypes => mediaTypes;
}

/// <summary>Says which kinds of file a handler takes as its body.</summary>
/// <param name="mediaTypes">RFC 6838.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequestFileAttribute(params string[] mediaTypes) : Attribute
{
    public IReadOnlyList<string> MediaTypes => mediaTypes;
}

namespace ServiceDefaults.Http;

/// <summary>Marks a member of a request as text that may have several lines; all other text is one line.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class LinesAttribute : Attribute;

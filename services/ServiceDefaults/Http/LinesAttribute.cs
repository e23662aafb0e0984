namespace ServiceDefaults.Http;

/// <summary>Marks a member of a request as free text of several lines; every other text is one line.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class LinesAttribute : Attribute;

namespace ServiceDefaults.Http;

/// <summary>A page of a list and the cursor of the next one; null at the end.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

namespace Platform.Tests.Generated;

/// <summary>A caller of GETs, with all posts in force.</summary>
/// <param name="Subject">Null for a caller who is not signed in.</param>
/// <param name="Acts">True if the caller acts for an organization.</param>
sealed record Reader(string Name, Guid? Subject, IReadOnlySet<string> Posts, bool Acts = false);

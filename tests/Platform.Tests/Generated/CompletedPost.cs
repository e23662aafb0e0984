namespace Platform.Tests.Generated;

/// <summary>A POST that was answered with success, with its Idempotency-Key.</summary>
sealed record CompletedPost(Guid By, string Path, string Body, string MediaType, string Key, string? IfMatch);

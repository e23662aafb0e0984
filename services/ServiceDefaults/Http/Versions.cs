using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace ServiceDefaults.Http;

/// <summary>An answer that carries its record's version; its ETag is that version.</summary>
public interface IVersioned
{
    long Version { get; }
}

/// <summary>The version the caller read, from If-Match. A handler that takes it refuses a change without one (PLT-0011); compare with <see cref="Check"/>.</summary>
public sealed record IfMatch(long Version)
{
    public static ValueTask<IfMatch?> BindAsync(HttpContext context)
    {
        var text = context.Request.Headers.IfMatch.ToString();
        if (text.Length == 0)
            throw new ProblemException(PlatformProblems.IfMatchNeeded);
        return long.TryParse(text.Trim('"').TrimStart('v'), CultureInfo.InvariantCulture, out var version)
            ? ValueTask.FromResult<IfMatch?>(new(version))
            : throw new ProblemException(PlatformProblems.Stale);
    }

    /// <summary>Refuses when the record has moved on (PLT-0008).</summary>
    public void Check(long current)
    {
        if (current != Version)
            throw new ProblemException(PlatformProblems.Stale);
    }

    public static string Tag(long version) => string.Create(CultureInfo.InvariantCulture, $"\"v{version}\"");
}

using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace ServiceDefaults.Http;

/// <summary>An answer with its record's version; its ETag begins with that version.</summary>
public interface IVersioned
{
    long Version { get; }
}

/// <summary>
/// Entity tags (RFC 9110, 8.8.3): "v3-0f1e2d3c4b5a69788796a5b4" for a record of version 3, W/"0f1e..." for a list.
/// </summary>
static class EntityTag
{
    const int HashBytes = 12;

    /// <param name="body">The whole body of the answer.</param>
    /// <param name="version">The record's version, if the body is one record.</param>
    public static string Of(ReadOnlySpan<byte> body, long? version)
    {
        var text = Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, HashBytes));
        return version is { } v ? string.Create(CultureInfo.InvariantCulture, $"\"v{v}-{text}\"") : $"W/\"{text}\"";
    }

    /// <summary>Whether an If-None-Match names the tag, by weak comparison, or any (*).</summary>
    public static bool IsAmong(StringValues ifNoneMatch, string tag) =>
        ifNoneMatch.Count > 0
        && EntityTagHeaderValue.TryParseList(ifNoneMatch, out var given)
        && EntityTagHeaderValue.TryParse(tag, out var present)
        && given.Any(g => g.Equals(EntityTagHeaderValue.Any) || g.Compare(present, useStrongComparison: false));
}

/// <summary>
/// The versions in If-Match (RFC 9110, 13.1.1): a tag, a list of tags, or * for any version. A weak tag matches
/// nothing. Only the version of a tag is compared: the other content of its body may have changed. A handler with this
/// parameter refuses a change without the header (PLT-0011); compare with <see cref="Check"/>.
/// </summary>
public sealed class IfMatch
{
    readonly bool _any;
    readonly IReadOnlyList<long> _versions;

    IfMatch(bool any, IReadOnlyList<long> versions) => (_any, _versions) = (any, versions);

    public static ValueTask<IfMatch?> BindAsync(HttpContext context)
    {
        var header = context.Request.Headers.IfMatch;
        if (StringValues.IsNullOrEmpty(header))
            throw new ProblemException(PlatformProblems.IfMatchNeeded);
        if (!EntityTagHeaderValue.TryParseList(header, out var tags))
            throw new ProblemException(PlatformProblems.Stale);
        return ValueTask.FromResult<IfMatch?>(
            new(
                tags.Any(t => t.Equals(EntityTagHeaderValue.Any)),
                [.. tags.Where(t => !t.IsWeak).Select(t => Version(t.Tag.Value!)).OfType<long>()]
            )
        );
    }

    /// <summary>Refuses the change if the record has another version (PLT-0008).</summary>
    public void Check(long current)
    {
        if (!_any && !_versions.Contains(current))
            throw new ProblemException(PlatformProblems.Stale);
    }

    /// <returns>3 of "v3-0f1e2d" and of "v3"; null if the text is not a record's tag.</returns>
    static long? Version(string tag)
    {
        var text = tag.Trim('"').Split('-', 2)[0];
        return
            text.StartsWith('v')
            && long.TryParse(text.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? version
            : null;
    }
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace ServiceDefaults.Imports;

/// <summary>
/// Receives the bodies of uploads before their handlers run. Limits: Imports:LargestBytes (50 MB) for each,
/// Imports:UploadsOfCaller (4) of one caller and Imports:UploadsAtOnce (64) of all callers at once, and
/// Imports:SpooledBytes (512 MB, or twice the largest body) of temporary files.
/// </summary>
sealed class Uploads(IConfiguration configuration)
{
    const int RetryAfterSeconds = 5;

    static readonly string[] MediaTypes =
    [
        "text/csv",
        "application/csv",
        "text/plain",
        "application/octet-stream",
        "application/vnd.ms-excel",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ];

    readonly long _largest = configuration.GetValue("Imports:LargestBytes", 50L * 1024 * 1024);
    readonly long _most = Math.Max(
        configuration.GetValue("Imports:SpooledBytes", 512L * 1024 * 1024),
        2 * configuration.GetValue("Imports:LargestBytes", 50L * 1024 * 1024)
    );
    readonly int _ofCaller = configuration.GetValue("Imports:UploadsOfCaller", 4),
        _atOnce = configuration.GetValue("Imports:UploadsAtOnce", 64);
    readonly Lock _lock = new();
    readonly Dictionary<Guid, int> _callers = [];
    int _count;
    long _bytes;

    /// <summary>Reads the request's body to its end and attaches it to the request.</summary>
    /// <param name="caller">The caller's id; all anonymous callers count as one.</param>
    /// <exception cref="ProblemException">PLT-0009: too long. PLT-0010: unsupported type of file. PLT-0062: too many
    /// uploads at once. PLT-0018: no space for it now.</exception>
    public async Task ReceiveAsync(HttpContext context, Guid? caller)
    {
        var request = context.Request;
        if (!MediaTypes.Contains(request.ContentType?.Split(';')[0].Trim(), StringComparer.OrdinalIgnoreCase))
            throw new ProblemException(PlatformProblems.MediaType);
        if (request.ContentLength > _largest)
            throw new ProblemException(PlatformProblems.TooLarge);
        var lease = Begin(caller ?? Guid.Empty);
        var spool = new Spool(lease);
        context.Response.RegisterForDisposeAsync(spool);
        await spool.FillAsync(request.Body, lease.Admit, context.RequestAborted);
        context.Features.Set(spool);
    }

    Lease Begin(Guid caller)
    {
        lock (_lock)
        {
            var under = _callers.GetValueOrDefault(caller);
            if (under >= _ofCaller)
                throw new ProblemException(ImportProblems.UploadsAtOnce) { RetryAfter = RetryAfterSeconds };
            if (_count >= _atOnce)
                throw new ProblemException(PlatformProblems.Unavailable) { RetryAfter = RetryAfterSeconds };
            (_callers[caller], _count) = (under + 1, _count + 1);
            return new(this, caller);
        }
    }

    /// <summary>A place among the uploads and its bytes; disposing it frees both.</summary>
    sealed class Lease(Uploads uploads, Guid caller) : IDisposable
    {
        long _length;

        public void Admit(long length)
        {
            if (length > uploads._largest)
                throw new ProblemException(PlatformProblems.TooLarge);
            var all = Interlocked.Add(ref uploads._bytes, length - _length);
            _length = length;
            if (all > uploads._most)
                throw new ProblemException(PlatformProblems.Unavailable) { RetryAfter = RetryAfterSeconds };
        }

        public void Dispose()
        {
            Interlocked.Add(ref uploads._bytes, -_length);
            lock (uploads._lock)
            {
                uploads._count--;
                if (--uploads._callers[caller] == 0)
                    uploads._callers.Remove(caller);
            }
        }
    }
}

/// <summary>Marks a route whose body is a file, received by <see cref="Uploads"/> and not as JSON.</summary>
sealed class TakesFile
{
    public static readonly TakesFile Instance = new();
}

public static class UploadRoutes
{
    /// <summary>Suffix of the addresses of uploads; the gateway has a separate size limit for them.</summary>
    const string Suffix = "-imports";

    /// <summary>Whether a request of this method and path is an upload.</summary>
    public static bool IsUpload(string method, string? path) =>
        HttpMethods.IsPost(method) && path?.TrimEnd('/').EndsWith(Suffix, StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>
    /// Marks a route whose body is a file, longer than other bodies and not JSON; a repeated upload is recognised by
    /// its content.
    /// </summary>
    /// <exception cref="StartupException">Its address lacks the suffix of uploads: the gateway would refuse large
    /// files.</exception>
    public static T TakesUpload<T>(this T route)
        where T : IEndpointConventionBuilder
    {
        route.Add(endpoint =>
        {
            if (
                endpoint is RouteEndpointBuilder { RoutePattern.RawText: var path }
                && !IsUpload(HttpMethods.Post, path)
            )
                throw new StartupException($"{path} takes an upload: its address must end with {Suffix}.");
        });
        return route.WithMetadata(
            TakesFile.Instance,
            WithoutIdempotency.Instance,
            new DisableRequestSizeLimitAttribute()
        );
    }
}

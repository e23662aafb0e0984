using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Claims;
using System.Threading.RateLimiting;
using Gateway.SignIn;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using ServiceDefaults.Auth;
using ServiceDefaults.Http;
using Yarp.ReverseProxy.Model;

namespace Gateway;

/// <summary>
/// Admits a request: first the rate limit of its address, because checking a token's signature is expensive; then the
/// token, if present, must be valid; then the rate limit of the caller. A request without a token passes as anonymous,
/// since the services decide by route. A signed-in browser's request to a service gets the token of its cookie. Health
/// routes have no limit.
/// </summary>
sealed class AdmissionMiddleware
{
    readonly RequestDelegate _next;
    readonly TokenCache _tokens;
    readonly SignIns? _signIns;
    readonly PartitionedRateLimiter<Partition> _limits;

    public AdmissionMiddleware(
        RequestDelegate next,
        TokenCache tokens,
        IConfiguration configuration,
        SignIns? signIns = null
    )
    {
        (_next, _tokens, _signIns) = (next, tokens, signIns);
        var address = Bucket(configuration.GetSection("Limits:Address"));
        var caller = Bucket(configuration.GetSection("Limits:Caller"));
        // One limiter for both partitions: each limiter wakes ten times a second, even when idle.
        _limits = PartitionedRateLimiter.Create<Partition, Partition>(p =>
            RateLimitPartition.Get(p, p.Subject is null ? address : caller)
        );
    }

    public Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal))
            return _next(context);
        var lease = _limits.AttemptAcquire(new(Number(context.Connection.RemoteIpAddress), null));
        if (!lease.IsAcquired)
            return RefuseAsync(context, lease);
        var authorization = context.Request.Headers.Authorization;
        if (authorization.Count == 0)
            return
                _signIns is not null
                && CookieSecret.Of(context.Request) is { } secret
                && context.GetEndpoint()?.Metadata.GetMetadata<RouteModel>() is not null
                ? AdmitSignedInAsync(context, _signIns, secret)
                : _next(context);
        return AdmitTokenAsync(context, authorization.ToString());
    }

    /// <summary>A browser whose sign-in has ended passes as anonymous, and loses its cookie.</summary>
    async Task AdmitSignedInAsync(HttpContext context, SignIns signIns, CookieSecret secret)
    {
        if (!SignInRules.MayAct(context.Request))
            throw new ProblemException(PlatformProblems.ForeignPage);
        if (await signIns.AuthorizationAsync(secret, context.RequestAborted) is { } authorization)
        {
            context.Request.Headers.Authorization = authorization;
            await AdmitTokenAsync(context, authorization);
            return;
        }
        SignInRoutes.Forget(context.Response);
        await _next(context);
    }

    Task AdmitTokenAsync(HttpContext context, string authorization) =>
        _tokens.Find(authorization) is { } known ? AdmitAsync(context, known) : AuthenticateAsync(context);

    async Task AuthenticateAsync(HttpContext context)
    {
        if (
            await context.AuthenticateAsync(JwtBearerDefaults.AuthenticationScheme) is
            { Succeeded: true, Principal: { } principal }
        )
            await AdmitAsync(context, principal);
        else
            await ProblemWriter.WriteAsync(context, PlatformProblems.SignIn);
    }

    Task AdmitAsync(HttpContext context, ClaimsPrincipal principal)
    {
        context.User = principal;
        var lease = _limits.AttemptAcquire(new(0, principal.FindFirst(Tokens.SubjectClaim)!.Value));
        return lease.IsAcquired ? _next(context) : RefuseAsync(context, lease);
    }

    static Task RefuseAsync(HttpContext context, RateLimitLease lease)
    {
        var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.Zero;
        return ProblemWriter.WriteAsync(
            context,
            PlatformProblems.TooMany,
            retryAfter: Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds))
        );
    }

    /// <summary>An IPv6 network of 64 bits counts as one address: one customer owns all of it.</summary>
    static UInt128 Number(IPAddress? address)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (address is null || !address.TryWriteBytes(bytes, out var length))
            return 0;
        if (length == 4)
            return BinaryPrimitives.ReadUInt32BigEndian(bytes);
        if (address.IsIPv4MappedToIPv6)
            return BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]);
        return new UInt128(
            BinaryPrimitives.ReadUInt64BigEndian(bytes),
            address.AddressFamily == AddressFamily.InterNetworkV6 ? 1ul : 0
        );
    }

    /// <summary>One factory for all keys, so that looking up a partition allocates nothing.</summary>
    static Func<Partition, RateLimiter> Bucket(IConfiguration limits)
    {
        var (perSecond, burst) = (limits.GetValue("PerSecond", 50), limits.GetValue("Burst", 200));
        var tokens = Math.Max(1, perSecond / 10);
        var options = new TokenBucketRateLimiterOptions
        {
            TokenLimit = burst,
            TokensPerPeriod = tokens,
            ReplenishmentPeriod = TimeSpan.FromSeconds((double)tokens / perSecond),
            AutoReplenishment = false,
            QueueLimit = 0,
        };
        return _ => new TokenBucketRateLimiter(options);
    }

    /// <summary>The key of a rate limit: an address, or a caller at any address.</summary>
    readonly record struct Partition(UInt128 Address, string? Subject);
}

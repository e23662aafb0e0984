using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.Imports;
using ServiceDefaults.Standards;

namespace ServiceDefaults.Auth;

/// <summary>
/// Before the handler: checks that the caller is signed in, and that the grants in this database allow one of the kinds
/// of caller that the route allows.
/// </summary>
sealed class AccessMiddleware(RequestDelegate next, GatewayKey gateway)
{
    const string HoldsWholeTree = "select exists (select from platform.ranges() where lo = '')";

    public async Task InvokeAsync(HttpContext context, Session session)
    {
        var endpoint = context.GetEndpoint();
        if (endpoint?.Metadata.GetMetadata<Access>() is not { } access)
        {
            // No route, or an open one of the host (health, documents; see ServiceHost). Start-up refuses any other
            // route without Access.
            await next(context);
            return;
        }
        var subject = Subject(context);
        var isGateway = access.Gateway && gateway.IsIn(context.Request.Headers);
        if (subject is null && !access.Public && !isGateway)
            throw new ProblemException(PlatformProblems.SignIn);
        var organization = Organization(context);
        session.Action = $"{context.Request.Method} {(endpoint as RouteEndpoint)?.RoutePattern.RawText}";
        var purpose = Purpose(context, session);
        if (endpoint.Metadata.GetMetadata<TakesFile>() is not null)
        {
            // Check the caller's rights before the upload, and release the connection while it lasts.
            try
            {
                await EnterAsync(TreeLock.Snapshot);
            }
            finally
            {
                await session.Rollback();
            }
            await context.RequestServices.GetRequiredService<Uploads>().ReceiveAsync(context, subject);
        }
        else if (!HttpMethods.IsGet(context.Request.Method))
            await ReadBodyAsync(context);
        var turn = endpoint.Metadata.GetMetadata<TakesTurnAttribute>();
        if (turn is not null)
        {
            // Read the caller's rights again after the wait: the request before may have moved the caller's areas.
            await EnterAsync(TreeLock.Moving);
            await session.TakeTurn(context.RequestAborted);
        }
        await EnterAsync(turn is { Moves: true } ? TreeLock.Moving : LockOf(context, endpoint));
        await next(context);

        async Task EnterAsync(TreeLock treeLock)
        {
            var claim = isGateway
                ? CallerClaim.System with
                {
                    TreeLock = treeLock,
                }
                : access.ClaimFor(subject, organization, purpose, treeLock);
            var granted = await session.Enter(claim, context.RequestAborted);
            if (granted.Organizations.Length > 1 && session.Caller.Kind == CallerKind.Organization)
                throw new ProblemException(PlatformProblems.ChooseOrganization);
            if (session.Caller.Kind == CallerKind.Anonymous && !access.Public)
                throw new ProblemException(PlatformProblems.NotAllowed);
            if (access.WholeTree && !await session.Find<bool>(HoldsWholeTree, context.RequestAborted))
                throw new ProblemException(PlatformProblems.WholeTreeOnly);
        }
    }

    /// <summary>Reads the body before the transaction begins: a slow client must not keep a transaction open.</summary>
    static async Task ReadBodyAsync(HttpContext context)
    {
        context.Request.EnableBuffering(64 * 1024);
        await context.Request.Body.DrainAsync(context.RequestAborted);
        context.Request.Body.Position = 0;
    }

    static TreeLock LockOf(HttpContext context, Endpoint endpoint) =>
        HttpMethods.IsGet(context.Request.Method) || endpoint.Metadata.GetMetadata<OnlyReads>() is not null
            ? TreeLock.Snapshot
        : endpoint.Metadata.GetMetadata<WithoutIdempotency>() is not null ? TreeLock.Later
        : TreeLock.Shared;

    /// <summary>The organization for which the caller wants to act.</summary>
    static Guid? Organization(HttpContext context) =>
        Guid.TryParse(context.Request.Headers["X-Organization"], out var id) ? id : null;

    static Guid? Subject(HttpContext context) =>
        context.User.Identity is { IsAuthenticated: true }
        && Guid.TryParse(context.User.FindFirst(Tokens.SubjectClaim)?.Value, out var id)
            ? id
            : null;

    /// <summary>
    /// The purpose from the Purpose header (percent-encoded UTF-8 is allowed); without the header, the route.
    /// </summary>
    static string Purpose(HttpContext context, Session session)
    {
        var text = Uri.UnescapeDataString(context.Request.Headers["Purpose"].ToString()).Trim();
        return !ReadableText.IsReadable(text)
                ? throw new ProblemException(PlatformProblems.Invalid, PlatformProblems.NotSeen.At("/Purpose"))
            : text.Length is > 0 and <= 200 ? text
            : session.Action;
    }
}

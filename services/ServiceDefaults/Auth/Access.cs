using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace ServiceDefaults.Auth;

/// <summary>
/// The kinds of caller that a route allows. Every route must declare them, or the service does not start. A route may
/// allow several kinds.
/// </summary>
sealed record Access
{
    /// <summary>All callers, signed in or not.</summary>
    public bool Public { get; init; }

    /// <summary>Any signed-in person, for the records about that person.</summary>
    public bool Person { get; init; }

    /// <summary>Holders of one of these roles, for the areas and covered resources of their grants.</summary>
    public string[]? Staff { get; init; }

    /// <summary>Holders of one of these roles in an organization, for that organization.</summary>
    public string[]? Organization { get; init; }

    /// <summary>Machine clients with one of these roles.</summary>
    public string[]? Partner { get; init; }

    /// <summary>
    /// Of the staff only those whose grant covers the whole tree of areas: the route changes settings of the whole
    /// system.
    /// </summary>
    public bool WholeTree { get; init; }

    /// <summary>Allows the gateway itself, by its key (<see cref="GatewayKey"/>).</summary>
    public bool Gateway { get; init; }

    /// <summary>Whether a signed-in caller with these grants may call the route.</summary>
    public bool IsFor(IReadOnlyCollection<HeldGrant> grants) =>
        Public
        || Person
        || grants.Any(g =>
            (WholeTree ? g.OfWholeTree : g.OfArea) && Staff?.Contains(g.Role) == true
            || g.OfOrganization && Organization?.Contains(g.Role) == true
            || Partner?.Contains(g.Role) == true
        );

    /// <summary>As x-access of an operation in the API document.</summary>
    public JsonObject ToJson()
    {
        JsonObject who = [];
        if (Public)
            who["public"] = true;
        if (Person)
            who["person"] = true;
        if (WholeTree)
            who["wholeTree"] = true;
        Roles("staff", Staff);
        Roles("organization", Organization);
        Roles("partner", Partner);
        return who;

        void Roles(string kind, string[]? roles)
        {
            if (roles is not null)
                who[kind] = new JsonArray([.. roles.Order(StringComparer.Ordinal).Select(r => (JsonNode)r)]);
        }
    }

    /// <summary>Reads x-access of an operation.</summary>
    public static Access Of(JsonElement who)
    {
        return new()
        {
            Public = Has("public"),
            Person = Has("person"),
            WholeTree = Has("wholeTree"),
            Staff = Roles("staff"),
            Organization = Roles("organization"),
            Partner = Roles("partner"),
        };

        bool Has(string kind) => who.TryGetProperty(kind, out _);
        string[]? Roles(string kind) =>
            who.TryGetProperty(kind, out var roles) ? [.. roles.EnumerateArray().Select(r => r.GetString()!)] : null;
    }
}

public static class AccessRules
{
    /// <summary>Allows callers without a token; the route must not use personal data.</summary>
    public static T AllowPublic<T>(this T route)
        where T : IEndpointConventionBuilder => route.Extend(a => a with { Public = true });

    /// <summary>Allows a signed-in person, for the records about that person.</summary>
    public static T AllowPerson<T>(this T route)
        where T : IEndpointConventionBuilder => route.Extend(a => a with { Person = true });

    public static T AllowStaff<T>(this T route, params string[] roles)
        where T : IEndpointConventionBuilder => route.Extend(a => a with { Staff = roles });

    /// <summary>
    /// Allows staff with one of these roles over the whole tree of areas: the route changes settings of the whole
    /// system.
    /// </summary>
    public static T AllowStaffOfWholeTree<T>(this T route, params string[] roles)
        where T : IEndpointConventionBuilder => route.Extend(a => a with { Staff = roles, WholeTree = true });

    public static T AllowOrganization<T>(this T route, params string[] roles)
        where T : IEndpointConventionBuilder => route.Extend(a => a with { Organization = roles });

    public static T AllowPartner<T>(this T route, params string[] roles)
        where T : IEndpointConventionBuilder => route.Extend(a => a with { Partner = roles });

    /// <summary>
    /// Allows only the gateway, for its own work: the route has the rights of the service, takes no Idempotency-Key and
    /// is not in the API document.
    /// </summary>
    public static T AllowGateway<T>(this T route)
        where T : IEndpointConventionBuilder =>
        route
            .Extend(a => a with { Gateway = true })
            .WithMetadata(WithoutIdempotency.Instance, new ExcludeFromDescriptionAttribute());

    static T Extend<T>(this T route, Func<Access, Access> change)
        where T : IEndpointConventionBuilder
    {
        route.Add(endpoint =>
        {
            var before = endpoint.Metadata.OfType<Access>().LastOrDefault() ?? new Access();
            endpoint.Metadata.Remove(before);
            endpoint.Metadata.Add(change(before));
        });
        return route;
    }

    internal static CallerClaim ClaimFor(
        this Access access,
        Guid? subject,
        Guid? organization,
        string purpose,
        TreeLock treeLock
    ) =>
        new()
        {
            Subject = subject,
            AsPerson = access.Person && subject is not null,
            StaffRoles = subject is null ? null : access.Staff,
            OrganizationRoles = subject is null ? null : access.Organization,
            PartnerRoles = subject is null ? null : access.Partner,
            WantedOrganization = organization,
            Purpose = purpose,
            TreeLock = treeLock,
        };
}

/// <summary>Marks a handler that changes or moves areas: such requests run one at a time.</summary>
[AttributeUsage(AttributeTargets.Method)]
public abstract class TakesTurnAttribute(bool moves) : Attribute
{
    internal bool Moves => moves;
}

/// <summary>
/// The handler changes the tree of areas but moves none. A request waiting for its turn does not hold the tree lock.
/// </summary>
public sealed class ChangesAreasAttribute() : TakesTurnAttribute(false);

/// <summary>
/// The handler moves areas. Other requests can write until it takes the exclusive tree lock (<see
/// cref="Session.LockTree"/>).
/// </summary>
public sealed class MovesAreasAttribute() : TakesTurnAttribute(true);

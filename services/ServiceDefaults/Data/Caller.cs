namespace ServiceDefaults.Data;

/// <summary>The kind of a caller for one request. The row policies grant Anonymous nothing.</summary>
public enum CallerKind
{
    /// <summary>Not signed in: sees only tables without a policy.</summary>
    Anonymous,

    /// <summary>Holds grants over areas (sort-key ranges) or over single covered resources.</summary>
    Staff,

    /// <summary>A person who reads and changes records about that person.</summary>
    Person,

    /// <summary>Acts for one organization.</summary>
    Organization,

    /// <summary>A machine client of another site.</summary>
    Partner,

    /// <summary>The service itself: consumers, timers, operator commands.</summary>
    System,
}

/// <summary>
/// The caller of one request. The subject comes from the token, the rest from the grants in this service's database.
/// </summary>
/// <param name="Kind">The strongest kind that both the route and the grants allow.</param>
/// <param name="SubjectId">The person's or client's id; null for the anonymous and the system.</param>
/// <param name="OrganizationId">The organization that the caller acts for, if any.</param>
/// <param name="Purpose">The purpose that the audit stores.</param>
public sealed record Caller(CallerKind Kind, Guid? SubjectId = null, Guid? OrganizationId = null, string Purpose = "")
{
    public static readonly Caller Anonymous = new(CallerKind.Anonymous);
    public static readonly Caller System = new(CallerKind.System, Purpose: "system");

    /// <summary>The subject of a signed-in caller.</summary>
    /// <exception cref="InvalidOperationException">The route let an anonymous caller in.</exception>
    public Guid Subject => SubjectId ?? throw new InvalidOperationException("This caller has no subject.");
}

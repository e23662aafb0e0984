namespace ServiceDefaults.Data;

/// <summary>What a caller is for one request. Row policies know these five and deny everybody else.</summary>
public enum CallerKind
{
    /// <summary>Not signed in: sees only tables without a policy.</summary>
    Anonymous,

    /// <summary>Holds grants over areas (sort-key ranges) or over single covered resources.</summary>
    Staff,

    /// <summary>Acts on the records about herself.</summary>
    Person,

    /// <summary>Acts for one organization.</summary>
    Organization,

    /// <summary>A machine client of another site.</summary>
    Partner,

    /// <summary>The service itself: consumers, timers, operator commands.</summary>
    System,
}

/// <summary>Who calls. The token says the subject; the grants in this service's database say the rest.</summary>
/// <param name="Kind">The strongest kind that the route allows and the grants bear out.</param>
/// <param name="SubjectId">The person's or client's id; null for the anonymous and the system.</param>
/// <param name="OrganizationId">The organization acted for, if any.</param>
/// <param name="Purpose">Why, as it goes into the audit.</param>
public sealed record Caller(CallerKind Kind, Guid? SubjectId = null, Guid? OrganizationId = null, string Purpose = "")
{
    public static readonly Caller Anonymous = new(CallerKind.Anonymous);
    public static readonly Caller System = new(CallerKind.System, Purpose: "system");

    /// <summary>The subject of a signed-in caller.</summary>
    /// <exception cref="InvalidOperationException">The route let an anonymous caller in.</exception>
    public Guid Subject => SubjectId ?? throw new InvalidOperationException("This caller has no subject.");
}

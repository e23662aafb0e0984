namespace ServiceDefaults.Data;

/// <summary>
/// What a request asks to be: the subject from the token and the kinds its route allows, each with the roles that bear
/// it out.
/// </summary>
sealed record Entrance
{
    public static readonly Entrance System = new() { IsSystem = true };
    public static readonly Entrance SystemLater = new() { IsSystem = true, Hold = Hold.Later };
    public static readonly Entrance SystemMoving = new() { IsSystem = true, Hold = Hold.Moving };

    public Guid? Subject { get; init; }
    public bool IsSystem { get; init; }
    public bool AsPerson { get; init; }
    public string[]? StaffRoles { get; init; }
    public string[]? OrganizationRoles { get; init; }
    public string[]? PartnerRoles { get; init; }
    public Guid? WantedOrganization { get; init; }
    public string Purpose { get; init; } = "";
    public Hold Hold { get; init; } = Hold.Shared;

    public Caller Resolve(Entry entry)
    {
        if (IsSystem)
            return Caller.System;
        var kind = entry switch
        {
            { Ranges: > 0 } or { Covered: true } => CallerKind.Staff,
            { Organizations.Length: > 0 } => CallerKind.Organization,
            { Partner: true } => CallerKind.Partner,
            _ => AsPerson ? CallerKind.Person : CallerKind.Anonymous,
        };
        return new(kind, Subject, entry.Organizations is [var only] ? only : null, Purpose);
    }
}

/// <summary>
/// How a session holds the tree of areas, so that no key it has read becomes another before it commits.
/// </summary>
enum Hold
{
    /// <summary>
    /// Reads only: one snapshot from beginning to end, before or after a change of the tree; it waits for nobody and
    /// nobody for it.
    /// </summary>
    Snapshot,

    /// <summary>
    /// Not yet: a file is put into the database, or rows are moved, before the tree is held; see
    /// <see cref="Session.HoldAsync"/> and <see cref="Session.TakeAloneAsync"/>.
    /// </summary>
    Later,

    /// <summary>With all others who write, until the commit.</summary>
    Shared,

    /// <summary>
    /// Not yet, but in turn with all who change or move areas; see <see cref="Session.TakeTurnAsync"/> and
    /// <see cref="Session.TakeAloneAsync"/>.
    /// </summary>
    Moving,
}

/// <summary>What the grants bore out.</summary>
sealed record Entry(int Ranges, bool Covered, Guid[] Organizations, bool Partner);

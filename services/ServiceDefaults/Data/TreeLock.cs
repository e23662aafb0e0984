namespace ServiceDefaults.Data;

/// <summary>
/// How a session holds the tree of areas, so that no key it has read becomes another before it commits.
/// </summary>
enum TreeLock
{
    /// <summary>
    /// Reads only: one snapshot from beginning to end, before or after a change of the tree; it waits for nobody and
    /// nobody for it.
    /// </summary>
    Snapshot,

    /// <summary>
    /// Not yet: a file is put into the database, or rows are moved, before the tree is held; see
    /// <see cref="Session.LockTreeAsync"/> and <see cref="Session.TakeAloneAsync"/>.
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

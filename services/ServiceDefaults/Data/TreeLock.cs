namespace ServiceDefaults.Data;

/// <summary>How a session locks the tree of areas, so that keys it has read do not change before it commits.</summary>
enum TreeLock
{
    /// <summary>No lock: the session only reads, in one snapshot, before or after a change of the tree.</summary>
    Snapshot,

    /// <summary>
    /// No lock yet: the session first stores a file or moves rows; see <see cref="Session.ShareTree"/> and <see
    /// cref="Session.LockTree"/>.
    /// </summary>
    Later,

    /// <summary>The shared lock of all writers, until the commit.</summary>
    Shared,

    /// <summary>
    /// No tree lock yet, but the lock of those that change or move areas; see <see cref="Session.TakeTurn"/> and
    /// <see cref="Session.LockTree"/>.
    /// </summary>
    Moving,
}

using Contracts;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Divisions;

/// <summary>
/// Changes the tree one division at a time. Every change locks the tree first, so that consumers of the events see one
/// version after the other.
/// </summary>
static class DivisionTree
{
    public sealed record Tree(Guid Id, long Version);

    const string Lock = "select id, version from division_tree for update";
    const string FindMine = $"""
        select {Division.Columns}, since
        from divisions d
        where id = @id and exists (select from platform.ranges() r where d.key >= r.lo and d.key < r.hi)
        for update of d
        """;

    /// <summary>
    /// The former state; a change on its first day leaves an empty span, so that the earlier code is still found.
    /// </summary>
    const string Remember = """
        insert into division_history (division_id, parent_id, key, code, name, kind, level, valid_from, valid_to)
        select id, parent_id, key, code, name, kind, level, since, @until from divisions where id = any (@ids)
        """;

    /// <summary>Locks the tree until the transaction ends.</summary>
    public static async Task<Tree> LockAsync(Session session, CancellationToken ct) =>
        (await session.Find<Tree>(Lock, ct))!;

    /// <summary>
    /// Reads a division of the caller's area, also an ended one, for a change, and locks it against concurrent writes.
    /// </summary>
    /// <exception cref="ProblemException">PLT-0005: unknown, or outside the caller's area.</exception>
    public static async Task<Mine> MyDivision(this Session session, Guid id, CancellationToken ct) =>
        await session.Find<Mine>(FindMine, new { id }, ct) ?? throw new ProblemException(PlatformProblems.NotFound);

    /// <summary>Stores the state of these divisions until the date; call it before they change.</summary>
    public static Task RememberDivisions(this Session session, Guid[] ids, DateOnly until, CancellationToken ct) =>
        session.Execute(Remember, new { ids, until }, ct);

    /// <summary>The next version of a locked tree; its changes are published with it.</summary>
    public static async Task<Tree> NextVersionAsync(Tree tree, Session session, CancellationToken ct)
    {
        await session.Execute("update division_tree set version = version + 1", ct);
        return tree with { Version = tree.Version + 1 };
    }

    /// <summary>Publishes this one change.</summary>
    public static async Task PublishDivision(this Session session, Tree tree, Division division, CancellationToken ct)
    {
        var next = await NextVersionAsync(tree, session, ct);
        await DivisionPages.PublishAsync(next, 1, [division.ToArea()], Task.CompletedTask, session, ct);
    }

    public static Area ToArea(this Division d) =>
        new(d.Id, d.ParentId, d.Key, d.Code, d.Name, d.Level, d.ValidFrom, d.ValidTo?.Next, d.Kind);

    /// <summary>
    /// Checks the first day of a change: not after today, and not before the replaced state or the parent began.
    /// </summary>
    public static DateOnly Since(
        this Validation check,
        string pointer,
        DateOnly? given,
        DateOnly earliest,
        DateOnly today
    )
    {
        var date = given ?? today;
        check.That(date <= today, pointer, PlatformProblems.InFuture);
        check.That(date >= earliest, pointer, PlatformProblems.OutOfRange);
        return date;
    }

    /// <summary>A division with the first day of its present name, code and place.</summary>
    public sealed record Mine(
        Guid Id,
        string Code,
        string Name,
        string Kind,
        int Level,
        Guid? ParentId,
        string Key,
        DateOnly ValidFrom,
        LastDay? ValidTo,
        long Version,
        DateOnly Since
    )
    {
        public Division Division => new(Id, Code, Name, Kind, Level, ParentId, Key, ValidFrom, ValidTo, Version);
    }
}

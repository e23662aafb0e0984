using ServiceDefaults.Data;

namespace ServiceDefaults.Http;

/// <summary>
/// The ids that a caller chooses for new records: the members "id" of a POST's body, at any depth. They are accepted
/// only if no record of any kind in this database has one of them, visible to the caller or not. A refusal names all
/// given ids, so that it does not reveal which one exists.
/// </summary>
public static class NewIds
{
    /// <summary>
    /// Locks the ids until the commit, so that of two requests with the same id the second is refused.
    /// </summary>
    /// <param name="given">Each id with its JSON pointer.</param>
    /// <exception cref="ProblemException">PLT-0001 with PLT-1010 where an id is given twice, with PLT-1011 where one
    /// exists.</exception>
    public static async Task TakeAsync(
        Session session,
        IReadOnlyList<(string Pointer, Guid Id)> given,
        CancellationToken ct
    )
    {
        if (given.Count == 0)
            return;
        var check = new Validation();
        HashSet<Guid> ids = [];
        foreach (var (pointer, id) in given)
            check.That(ids.Add(id), pointer, PlatformProblems.Duplicate);
        check.ThrowIfInvalid();
        if (
            (session.Caller.SubjectId is { } caller && ids.Contains(caller))
            || await session.Find<bool>("select platform.known_ids(@ids)", new { ids = ids.ToArray() }, ct)
        )
            throw new ProblemException(
                PlatformProblems.Invalid,
                [.. given.Select(g => PlatformProblems.NotNew.At(g.Pointer))]
            );
    }
}

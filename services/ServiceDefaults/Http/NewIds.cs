using ServiceDefaults.Data;

namespace ServiceDefaults.Http;

/// <summary>
/// The ids that a caller gives to new records: the members "id" of a POST's body, at any depth. They are taken only if
/// this database knows none of them, as the id of whatever it be, also where the caller does not see it. The answer
/// names all that were given, so that it tells of none whether it is known.
/// </summary>
public static class NewIds
{
    /// <summary>
    /// Holds the ids until the commit, so that of two requests that give one id the second is refused.
    /// </summary>
    /// <param name="given">Each with its JSON pointer.</param>
    /// <exception cref="ProblemException">PLT-0001 with PLT-1010 where an id is given twice, with PLT-1011 where one is
    /// known.</exception>
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

using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Coverages;

/// <summary>Checks a new coverage.</summary>
static class CoverageChecks
{
    const int MostAreas = 8;

    /// <summary>Locked, so that no appointment ends unseen before the coverage in it is stored.</summary>
    const string Held = """
        select person_id, post
        from appointments
        where person_id = any (@people)
            and post = any (@posts)
            and platform.in_force(valid_from, until, @Now)
        order by id
        for share
        """;
    const string AreasOf = """
        select person_id, scope_key as key
        from appointments
        where person_id = any (@people)
            and post = any (@posts)
            and platform.not_ended(valid_to, @Now)
            and ended_at is null
        union
        select person_id, scope_key
        from coverages
        where person_id = any (@people) and division_id is not null and ended_at is null
        """;

    /// <summary>
    /// A coverage gives the post's access to the place, so the person must hold that post, in any area; the answer does
    /// not say where.
    /// </summary>
    public static async Task CheckPostsAsync(
        List<CoverageRow> read,
        Guid[] people,
        Func<int, string> pointer,
        Session session,
        CancellationToken ct
    )
    {
        var held = (
            await session.AsSystem(
                () =>
                    session.Query<Holding>(
                        Held,
                        new
                        {
                            people,
                            posts = read.Select(r => r.Post).Distinct().ToArray(),
                            session.Now,
                        },
                        ct
                    ),
                ct
            )
        ).ToHashSet();
        var without = read.Index()
            .Where(r => !held.Contains(new(r.Item.Person, r.Item.Post)))
            .Select(r => PlatformProblems.OutOfRange.At(pointer(r.Index) + "/post"))
            .ToList();
        if (without.Count > 0)
            throw new ProblemException(Problems.PostNotHeld, without);
    }

    /// <summary>Limits the separate areas of a person to the number that a scope can hold.</summary>
    public static async Task CheckAreasAsync(
        List<CoverageRow> read,
        Guid[] people,
        Func<int, string> pointer,
        Session session,
        CancellationToken ct
    )
    {
        if (read.TrueForAll(r => r.Division is null))
            return;
        var held = (
            await session.AsSystem(
                () =>
                    session.Query<Area>(
                        AreasOf,
                        new
                        {
                            people,
                            posts = Posts.OfAreas,
                            session.Now,
                        },
                        ct
                    ),
                ct
            )
        ).GroupBy(h => h.PersonId).ToDictionary(g => g.Key, g => g.Select(h => h.Key).ToHashSet());
        for (var i = 0; i < read.Count; i++)
        {
            if (read[i].Division is null)
                continue;
            var keys = held.TryGetValue(read[i].Person, out var areas) ? areas : held[read[i].Person] = [];
            keys.Add(read[i].Key);
            if (
                keys.Count(k => !keys.Any(wider => wider != k && k.StartsWith(wider, StringComparison.Ordinal)))
                > MostAreas
            )
                throw new ProblemException(
                    Problems.TooManyPlaces,
                    PlatformProblems.OutOfRange.At(pointer(i) + "/personId")
                );
        }
    }

    sealed record Holding(Guid PersonId, string Post);

    sealed record Area(Guid PersonId, string Key);
}

using Contracts.Organizations.V1;
using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Coverages;

/// <summary>A coverage to begin.</summary>
/// <param name="DivisionId">A village, community or anything below it; or DivisionCode in its place; else HouseholdId
/// is given.</param>
/// <param name="Lead">Whether she leads there; if it is not said, she does where nobody else does.</param>
sealed record NewCoverage(
    Guid? PersonId,
    Guid? HouseholdId,
    Guid? DivisionId,
    string? DivisionCode,
    string? Post,
    bool? Lead
);

/// <summary>Begins one or many: all of them, or none with every bad field named.</summary>
static class NewCoverages
{
    public sealed record Begun(Guid Id, bool Lead);

    const int VillageLevel = 5,
        MostAreas = 8;

    const string People = "select id from people where id = any (@people)";
    const string Divisions = """
        select id, code, key, level
        from divisions d
        where (id = any (@ids) or code = any (@codes)) and (valid_to is null or valid_to > @today)
          and exists (select from platform.ranges() r where d.key >= r.lo and d.key < r.hi) for share of d
        """;
    const string Households = "select id, scope_key as key from households where id = any (@ids)";

    /// <summary>Held still, so that none of them ends unseen until what she covers in it is there.</summary>
    const string Held = """
        select person_id, post
        from appointments
        where person_id = any (@people)
            and post = any (@posts)
            and valid_from <= @Now
            and (until is null or until > @Now)
        order by id
        for share
        """;
    const string AreasOf = """
        select person_id, scope_key as key
        from appointments
        where person_id = any (@people)
            and post = any (@posts)
            and (valid_to is null or valid_to > @Now)
            and ended_at is null
        union
        select person_id, scope_key
        from coverages
        where person_id = any (@people) and division_id is not null and ended_at is null
        """;
    const string Insert = """
        insert into coverages (id, person_id, household_id, division_id, post, scope_key, valid_from)
        select u.*, @Now
        from unnest(@ids, @people, @households, @divisions, @posts, @keys) u
        on conflict do nothing
        returning id
        """;

    /// <param name="pointer">Where the nth stands in the request.</param>
    /// <exception cref="ProblemException">PLT-0001, ORG-0006, ORG-0310, ORG-0311, ORG-0313.</exception>
    public static async Task<Begun[]> StartAsync(
        IReadOnlyList<NewCoverage> rows,
        Func<int, string> pointer,
        Session session,
        CancellationToken ct
    )
    {
        var check = new Validation();
        for (var i = 0; i < rows.Count; i++)
            CheckFields(rows[i], pointer(i), check);
        check.ThrowIfInvalid();

        var people = rows.Select(r => r.PersonId!.Value).Distinct().ToArray();
        var known = (await session.Query<Guid>(People, new { people }, ct)).ToHashSet();
        var divisions = await session.Query<Division>(
            Divisions,
            new
            {
                ids = rows.Select(r => r.DivisionId).OfType<Guid>().Distinct().ToArray(),
                codes = rows.Select(r => r.DivisionCode).OfType<string>().Distinct().ToArray(),
                today = session.Today,
            },
            ct
        );
        var (byId, byCode) = (divisions.ToDictionary(d => d.Id), divisions.ToDictionary(d => d.Code));
        var homes = (
            await session.Query<Household>(
                Households,
                new { ids = rows.Select(r => r.HouseholdId).OfType<Guid>().Distinct().ToArray() },
                ct
            )
        ).ToDictionary(h => h.Id, h => h.Key);
        List<Row> read = [];
        for (var i = 0; i < rows.Count; i++)
        {
            var (r, at) = (rows[i], pointer(i));
            check.That(known.Contains(r.PersonId!.Value), at + "/personId", PlatformProblems.Unknown);
            var division =
                r.DivisionId is { } id ? byId.GetValueOrDefault(id)
                : r.DivisionCode is { } code ? byCode.GetValueOrDefault(code)
                : null;
            var key = r.HouseholdId is { } home ? homes.GetValueOrDefault(home) : division?.Key;
            var place =
                at
                + (
                    r.HouseholdId is not null ? "/householdId"
                    : r.DivisionId is not null ? "/divisionId"
                    : "/divisionCode"
                );
            check.That(key is not null, place, PlatformProblems.Unknown);
            check.That(division is null or { Level: >= VillageLevel }, place, PlatformProblems.OutOfRange);
            read.Add(
                new(
                    Guid.CreateVersion7(session.Now),
                    r.PersonId.Value,
                    r.HouseholdId,
                    division?.Id,
                    r.Post!,
                    key ?? "",
                    r.Lead
                )
            );
        }
        check.ThrowIfInvalid();
        await CheckPostsAsync(read, people, pointer, session, ct);
        await CheckAreasAsync(read, people, pointer, session, ct);

        var begun = (
            await session.Query<Guid>(
                Insert,
                new
                {
                    ids = Of(r => r.Id),
                    people = Of(r => r.Person),
                    households = Of(r => r.Household),
                    divisions = Of(r => r.Division),
                    posts = Of(r => r.Post),
                    keys = Of(r => r.Key),
                    session.Now,
                },
                ct
            )
        ).ToHashSet();
        if (begun.Count < read.Count)
            throw new ProblemException(
                Problems.AlreadyCovered,
                [
                    .. Where(r => !begun.Contains(r.Id))
                        .Select(i => PlatformProblems.Duplicate.At(pointer(i) + "/personId")),
                ]
            );
        var leads = await CoverageLead.StartAsync(
            [.. read.Where(r => r.Lead != false).OrderByDescending(r => r.Lead == true).Select(r => r.Id)],
            session,
            ct
        );
        if (read.Exists(r => r.Lead == true && !leads.Contains(r.Id)))
            throw new ProblemException(
                Problems.PlaceHasLead,
                [
                    .. Where(r => r.Lead == true && !leads.Contains(r.Id))
                        .Select(i => PlatformProblems.Duplicate.At(pointer(i) + "/lead")),
                ]
            );
        foreach (var r in read)
            if (r.Household is { } household)
                session.Publish(new CoverageStarted(r.Id, r.Person, household, r.Post, session.Now));
            else
                session.Publish(new AreaCoverageStarted(r.Id, r.Person, r.Division!.Value, r.Key, r.Post, session.Now));
        await EndWithPost.SettleAsync(read.Select(r => (r.Person, r.Post)), session, ct);
        session.Saw(people);
        return [.. read.Select(r => new Begun(r.Id, leads.Contains(r.Id)))];

        T[] Of<T>(Func<Row, T> member) => [.. read.Select(member)];
        IEnumerable<int> Where(Func<Row, bool> bad) => read.Index().Where(r => bad(r.Item)).Select(r => r.Index);
    }

    static void CheckFields(NewCoverage r, string at, Validation check)
    {
        check.Value(at + "/personId", r.PersonId);
        var area = r.DivisionId is not null || r.DivisionCode is not null;
        if (r.HouseholdId is null && !area)
            check.Add(at + "/householdId", PlatformProblems.Required);
        check.That(
            r.HouseholdId is null || !area,
            at + (r.DivisionId is not null ? "/divisionId" : "/divisionCode"),
            PlatformProblems.Duplicate
        );
        check.That(r.DivisionId is null || r.DivisionCode is null, at + "/divisionCode", PlatformProblems.Duplicate);
        check.OneOf(at + "/post", r.Post, Posts.Covering);
    }

    /// <summary>
    /// Coverage gives the post's access to the place, so it is never more than a post she has: wherever she holds it,
    /// which the answer does not tell.
    /// </summary>
    static async Task CheckPostsAsync(
        List<Row> read,
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

    /// <summary>Nobody may be given more separate areas than she can act in at once.</summary>
    static async Task CheckAreasAsync(
        List<Row> read,
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
            var keys = held.TryGetValue(read[i].Person, out var hers) ? hers : held[read[i].Person] = [];
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

    sealed record Row(Guid Id, Guid Person, Guid? Household, Guid? Division, string Post, string Key, bool? Lead);

    sealed record Division(Guid Id, string Code, string Key, int Level);

    sealed record Household(Guid Id, string Key);

    sealed record Holding(Guid PersonId, string Post);

    sealed record Area(Guid PersonId, string Key);
}

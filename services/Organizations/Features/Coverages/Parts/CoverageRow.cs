using Organizations.Features.Divisions;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Coverages;

/// <summary>A new coverage with its person and its place.</summary>
sealed record CoverageRow(Guid Id, Guid Person, Guid? Household, Guid? Division, string Post, string Key, bool? Lead)
{
    const int VillageLevel = 5;

    const string People = "select id from people where id = any (@people)";
    const string Households = "select id, scope_key as key from households where id = any (@ids)";

    /// <param name="pointer">JSON pointer of the nth in the request.</param>
    /// <exception cref="ProblemException">PLT-0001.</exception>
    public static async Task<List<CoverageRow>> ReadAsync(
        IReadOnlyList<NewCoverage> rows,
        Func<int, string> pointer,
        Session session,
        CancellationToken ct
    )
    {
        var check = new Validation();
        for (var i = 0; i < rows.Count; i++)
            CheckPlace(rows[i], pointer(i), check);
        check.ThrowIfInvalid();

        var people = rows.Select(r => r.PersonId!.Value).Distinct().ToArray();
        var known = (await session.Query<Guid>(People, new { people }, ct)).ToHashSet();
        var divisions = await NamedDivisions.ReadAsync(
            rows.Select(r => r.DivisionId),
            rows.Select(r => r.DivisionCode),
            session,
            ct
        );
        var homes = (
            await session.Query<HouseholdRow>(
                Households,
                new { ids = rows.Select(r => r.HouseholdId).OfType<Guid>().Distinct().ToArray() },
                ct
            )
        ).ToDictionary(h => h.Id, h => h.Key);
        List<CoverageRow> read = [];
        for (var i = 0; i < rows.Count; i++)
        {
            var (r, at) = (rows[i], pointer(i));
            check.That(known.Contains(r.PersonId!.Value), at + "/personId", PlatformProblems.Unknown);
            var division = divisions.Find(r.DivisionId, r.DivisionCode);
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
                    r.Post,
                    key ?? "",
                    r.Lead
                )
            );
        }
        check.ThrowIfInvalid();
        return read;
    }

    /// <summary>A place, named in exactly one way.</summary>
    static void CheckPlace(NewCoverage r, string at, Validation check)
    {
        var area = r.DivisionId is not null || r.DivisionCode is not null;
        if (r.HouseholdId is null && !area)
            check.Add(at + "/householdId", PlatformProblems.Required);
        check.That(
            r.HouseholdId is null || !area,
            at + (r.DivisionId is not null ? "/divisionId" : "/divisionCode"),
            PlatformProblems.Duplicate
        );
        check.That(r.DivisionId is null || r.DivisionCode is null, at + "/divisionCode", PlatformProblems.Duplicate);
    }

    sealed record HouseholdRow(Guid Id, string Key);
}

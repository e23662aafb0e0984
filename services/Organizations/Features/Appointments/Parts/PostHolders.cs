using Organizations.Domain;
using ServiceDefaults.Data;

namespace Organizations.Features.Appointments;

/// <summary>Reads the appointments that the limits of posts can conflict with.</summary>
static class PostHolders
{
    const string Others = """
        select id, person_id, post, place_id as place, valid_from as "from", until from appointments
        where (person_id = any (@people) or (post = any (@limited) and place_id = any (@places)))
            and platform.not_ended(until, @first)
        """;
    const string Births = "select id, birth_date from people where id = any (@people) and birth_date is not null";

    /// <summary>
    /// A person may be on the register more than once, each record invisible to the other's office: the limits count
    /// them as one.
    /// </summary>
    const string SamePerson = """
        select array_agg(q.id order by q.id) from people p join people q on q.citizen_id_index = p.citizen_id_index
        where p.id = any (@people) group by p.id having count(*) > 1
        """;

    /// <summary>The first id of each person with several ids.</summary>
    public static async Task<Dictionary<Guid, Guid>> FirstsAsync(
        Session session,
        Guid[] people,
        CancellationToken ct
    ) =>
        (await session.AsSystem(() => session.Query<Guid[]>(SamePerson, new { people }, ct), ct))
            .SelectMany(ids => ids.Select(id => (id, ids[0])))
            .Distinct()
            .ToDictionary();

    /// <summary>The possibly conflicting appointments, and the birth dates.</summary>
    public static async Task<(IReadOnlyList<Tenure> Others, Dictionary<Guid, DateOnly> Births)> StandingAsync(
        IReadOnlyList<Wanted> wanted,
        IEnumerable<Guid> people,
        Dictionary<DateOnly, Dictionary<string, PostRule>> rules,
        Session session,
        CancellationToken ct
    )
    {
        var limited = rules
            .Values.SelectMany(r => r.Values)
            .Where(r => r.MostPerPlace is not null)
            .Select(r => r.Post)
            .Distinct()
            .ToArray();
        var sought = new
        {
            people = people.Distinct().ToArray(),
            limited,
            places = wanted
                .Where(w => limited.Contains(w.Post))
                .Select(w => w.Tenure.Place)
                .OfType<Guid>()
                .Distinct()
                .ToArray(),
            first = wanted.Min(w => w.From),
        };
        // Limits hold across areas; only what the caller may see is named.
        return await session.AsSystem(
            async () =>
                (
                    await session.Query<Tenure>(Others, sought, ct),
                    (
                        await session.Query<Birth>(
                            Births,
                            new { people = wanted.Select(w => w.PersonId).Distinct().ToArray() },
                            ct
                        )
                    ).ToDictionary(b => b.Id, b => b.BirthDate)
                ),
            ct
        );
    }

    sealed record Birth(Guid Id, DateOnly BirthDate);
}

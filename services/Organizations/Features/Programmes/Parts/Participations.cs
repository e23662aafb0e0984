using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Programmes;

/// <summary>
/// Changes the participants of a session, up to 5,000 a call. People of the platform are given by id; others by their
/// number in another register (a university's student number), of which only a keyed index is stored.
/// </summary>
static class Participations
{
    const int Most = 5_000;

    /// <param name="RegisterId">The organization that keeps the register.</param>
    public sealed record Outside(
        [Required] Guid? RegisterId,
        [Items(Most), Longest(100), Example("20240318")] string[]? Numbers
    );

    public sealed record Request([Items(Most)] Guid[]? PersonIds, [Items(500)] Outside[]? Outside);

    /// <param name="Added">Number of added participants.</param>
    /// <param name="Already">Number of those already there, or repeated in this call.</param>
    public sealed record Response(Guid SessionId, int Added, int Already, long Participations);

    const string Hold = "select scope_key from programme_sessions where id = @id for update";
    const string Known = "select id from organizations where id = any (@ids)";

    /// <summary>
    /// People on the register here, or residents in an event: any other id could belong to anybody or nobody.
    /// </summary>
    const string KnownPeople = """
        select id
        from people
        where id = any (@people)
        union
        select served_id
        from point_entries
        where served_id = any (@people) and household_id is not null
        """;
    const string Count = "select count(*) from programme_participations where session_id = @id";
    const string Touch = "update programme_sessions set version = version + 1 where id = @id";

    /// <param name="ofPeople">SQL for people of the platform: @id, @key, @people, @Now.</param>
    /// <param name="ofOutside">SQL for people of another register: @id, @key, @register, @indexes, @Now.</param>
    public static async Task<Ok<Response>> ChangeAsync(
        Guid id,
        Request request,
        string ofPeople,
        string ofOutside,
        Session session,
        CancellationToken ct
    )
    {
        var check = new Validation();
        var (people, outside) = (request.PersonIds ?? [], request.Outside ?? []);
        var given = people.Length + outside.Sum(o => o.Numbers?.Length ?? 0);
        check.That(given > 0, "", PlatformProblems.Required);
        check.That(given <= Most, "", PlatformProblems.TooLong);
        check.ThrowIfInvalid();
        var key = await session.Find<string>(Hold, new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        await CheckKnownAsync(people, outside, check, session, ct);

        var changed =
            people.Length == 0
                ? 0
                : await session.Execute(
                    ofPeople,
                    new
                    {
                        id,
                        key,
                        people,
                        session.Now,
                    },
                    ct
                );
        foreach (var o in outside)
            changed += await session.Execute(
                ofOutside,
                new
                {
                    id,
                    key,
                    register = o.RegisterId,
                    indexes = (o.Numbers ?? [])
                        .Select(n => OutsidePeople.Index(o.RegisterId!.Value, n, session))
                        .ToArray(),
                    session.Now,
                },
                ct
            );
        if (changed > 0)
            await session.Execute(Touch, new { id }, ct);
        session.RecordAccess(people);
        return TypedResults.Ok(
            new Response(id, changed, given - changed, await session.Find<long>(Count, new { id }, ct))
        );
    }

    static async Task CheckKnownAsync(
        Guid[] people,
        Outside[] outside,
        Validation check,
        Session session,
        CancellationToken ct
    )
    {
        var known = await session.Query<Guid>(
            Known,
            new { ids = outside.Select(o => o.RegisterId!.Value).Distinct().ToArray() },
            ct
        );
        foreach (var (i, o) in outside.Index())
            check.That(known.Contains(o.RegisterId!.Value), $"/outside/{i}/registerId", PlatformProblems.Unknown);
        var met = (await session.AsSystem(() => session.Query<Guid>(KnownPeople, new { people }, ct), ct)).ToHashSet();
        foreach (var (i, person) in people.Index())
            if (!met.Contains(person))
                check.Add($"/personIds/{i}", PlatformProblems.Unknown);
        check.ThrowIfInvalid();
    }
}

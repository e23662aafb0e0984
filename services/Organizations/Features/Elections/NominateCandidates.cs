using Organizations.Domain;
using Organizations.Features.Appointments;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Elections;

/// <summary>
/// Nominates up to a thousand candidates; people outside the body that the office is drawn from are refused.
/// </summary>
static class NominateCandidates
{
    public sealed record Request([Required, Items(1_000), Distinct] Guid[] PersonIds);

    public sealed record Response(int Candidates);

    const string People = "select id, birth_date from people where id = any (@ids)";
    const string There = "select person_id from candidates where election_id = @id";

    [EndpointSummary("提名候选人 Nominate candidates")]
    public static async Task<Created<Response>> Handle(Guid id, Request request, Session session, CancellationToken ct)
    {
        var ballot = await Ballot.HoldAsync(id, session, ct);
        ballot.MustBeOpen();
        var (check, ids) = (new Validation(), request.PersonIds);
        var known = (await session.Query<Person>(People, new { ids }, ct)).ToDictionary(p => p.Id, p => p.BirthDate);
        var there = (await session.Query<Guid>(There, new { id }, ct)).ToHashSet();
        for (var i = 0; i < ids.Length; i++)
        {
            check.That(known.ContainsKey(ids[i]), $"/personIds/{i}", PlatformProblems.Unknown);
            check.That(!there.Contains(ids[i]), $"/personIds/{i}", PlatformProblems.Duplicate);
        }
        check.ThrowIfInvalid();
        var men = await Appointing.MenAsync(session, Posts.OfWomen.Contains(ballot.Post) ? ids : [], ct);
        if (men.Count > 0)
            throw new ProblemException(
                Problems.WomenOnly,
                [
                    .. ids.Index()
                        .Where(i => men.Contains(i.Item))
                        .Select(i => Problems.MustBeWoman.At($"/personIds/{i.Index}")),
                ]
            );
        if (
            await ballot.MayStandAsync(session, ct) is { } body
            && Enumerable.Range(0, ids.Length).Where(i => !body.Contains(ids[i])).ToList() is { Count: > 0 } strangers
        )
            throw new ProblemException(
                Problems.NotInBody,
                [.. strangers.Select(i => PlatformProblems.Unknown.At($"/personIds/{i}"))]
            );
        // A candidate who could not take the office could not be counted either.
        var rule = (await PostChecks.RulesAsync(ballot.Takes, session, ct)).GetValueOrDefault(ballot.Post);
        foreach (var (i, person) in ids.Index())
            if (PostAges.Check(ballot.Post, known[person], ballot.Takes, rule) is var (breach, limit))
                check.Add(
                    $"/personIds/{i}",
                    Refusal.RuleOf(new(breach, new(person, person, ballot.Post, null, default, null), limit))!
                );
        if (check.Errors.Count > 0)
            throw new ProblemException(Problems.OutsideAge, check.Errors);
        await ballot.TouchAsync(session, ct);
        ElectionRows.AddCandidates(id, ballot.Key, ids, session);
        session.RecordAccess(ids);
        return TypedResults.Created($"/organizations/v1/elections/{id}", new Response(there.Count + ids.Length));
    }

    sealed record Person(Guid Id, DateOnly? BirthDate);
}

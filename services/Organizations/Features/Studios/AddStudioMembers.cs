using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Studios;

/// <summary>Adds members to a studio, up to 200 a call.</summary>
static class AddStudioMembers
{
    public sealed record Request([Required, Items(200), Distinct] Guid[] PersonIds, DateOnly? ValidFrom);

    public sealed record Response(Guid[] Ids);

    const string Known = "select id from people where id = any (@people)";
    const string Overlapping = """
        select person_id
        from studio_members
        where studio_id = @id and person_id = any (@people) and platform.not_ended(valid_to, @from)
        """;
    const string Insert = """
        insert into studio_members (id, scope_key, studio_id, person_id, role, valid_from)
        select i, @ScopeKey, @id, p, 'member', @from
        from unnest(@ids, @people) t (i, p)
        """;

    [EndpointSummary("成员加入 Add members to a studio")]
    public static async Task<Created<Response>> Handle(Guid id, Request request, Session session, CancellationToken ct)
    {
        var people = request.PersonIds;
        var studio = await Studio.HoldAsync(id, session, ct);
        var from = request.ValidFrom ?? session.Today;
        studio.MustBeThere(from, "/validFrom");
        var known = (await session.Query<Guid>(Known, new { people }, ct)).ToHashSet();
        var check = new Validation();
        foreach (var (i, person) in people.Index())
            check.That(known.Contains(person), $"/personIds/{i}", PlatformProblems.Unknown);
        check.ThrowIfInvalid();
        var there = await session.Query<Guid>(
            Overlapping,
            new
            {
                id,
                people,
                from,
            },
            ct
        );
        if (there.Count > 0)
            throw new ProblemException(
                Problems.AlreadyInStudio,
                [
                    .. there
                        .Distinct()
                        .Select(p => PlatformProblems.Duplicate.At($"/personIds/{Array.IndexOf(people, p)}")),
                ]
            );
        Guid[] ids = [.. people.Select(_ => Guid.CreateVersion7(session.Now))];
        await session.Execute(
            Insert,
            new
            {
                studio.ScopeKey,
                id,
                from,
                ids,
                people,
            },
            ct
        );
        await studio.TouchAsync(session, ct);
        session.RecordAccess(people);
        return TypedResults.Created($"/organizations/v1/studios/{id}", new Response(ids));
    }
}

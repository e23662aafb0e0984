using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Studios;

/// <summary>
/// People join a studio, up to 200 a call, and leave it again (If-Match: the studio's version). The leader leaves only
/// when somebody else leads.
/// </summary>
static class AddStudioMembers
{
    public const int Most = 200;

    public sealed record Request(Guid[]? PersonIds, DateOnly? ValidFrom);

    public sealed record Response(Guid[] Ids);

    /// <param name="ValidTo">The last day in the studio; yesterday if none is given.</param>
    public sealed record EndRequest(LastDay? ValidTo);

    const string Known = "select id from people where id = any (@people)";
    const string Overlapping = """
        select person_id
        from studio_members
        where studio_id = @id and person_id = any (@people) and (valid_to is null or valid_to > @from)
        """;
    const string Insert = """
        insert into studio_members (id, scope_key, studio_id, person_id, role, valid_from)
        select i, @ScopeKey, @id, p, 'member', @from
        from unnest(@ids, @people) t (i, p)
        """;
    const string Find =
        "select role, person_id, valid_from, valid_to from studio_members where id = @memberId and studio_id = @id";
    const string End = "update studio_members set valid_to = @to, version = version + 1 where id = @memberId";

    [EndpointSummary("成员加入 People join")]
    public static async Task<IResult> Handle(Guid id, Request request, Session session, CancellationToken ct)
    {
        var check = new Validation();
        var people = request.PersonIds ?? [];
        check.That(people.Length > 0, "/personIds", PlatformProblems.Required);
        check.That(people.Length <= Most, "/personIds", PlatformProblems.TooLong);
        check.ThrowIfInvalid();
        var studio = await Studio.HoldAsync(id, session, ct);
        var from = request.ValidFrom ?? session.Today;
        studio.MustBeThere(from, "/validFrom");
        var known = (await session.Query<Guid>(Known, new { people }, ct)).ToHashSet();
        foreach (var (i, person) in people.Index())
        {
            check.That(known.Contains(person), $"/personIds/{i}", PlatformProblems.Unknown);
            check.That(Array.IndexOf(people, person) == i, $"/personIds/{i}", PlatformProblems.Duplicate);
        }
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
        session.Saw(people);
        return TypedResults.Created($"/organizations/v1/studios/{id}", new Response(ids));
    }

    [EndpointSummary("成员退出 A member leaves")]
    public static async Task<IResult> HandleEnd(
        Guid id,
        Guid memberId,
        EndRequest request,
        IfMatch ifMatch,
        Session session,
        CancellationToken ct
    )
    {
        var studio = await Studio.HoldAsync(id, session, ct);
        ifMatch.Check(studio.Version);
        var member = await session.Find<Row>(Find, new { id, memberId }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        if (member.ValidTo is not null)
            throw new ProblemException(Problems.MembershipEnded);
        if (member.Role == "leader")
            throw new ProblemException(Problems.LeaderStays);
        var to = request.ValidTo?.Next ?? session.Today;
        if (to <= member.ValidFrom)
            throw new ProblemException(PlatformProblems.Invalid, PlatformProblems.OutOfRange.At("/validTo"));
        await session.Execute(End, new { memberId, to }, ct);
        await studio.TouchAsync(session, ct);
        session.Saw(member.PersonId);
        return await GetStudio.Handle(id, null, session, ct);
    }

    sealed record Row(string Role, Guid PersonId, DateOnly ValidFrom, DateOnly? ValidTo);
}

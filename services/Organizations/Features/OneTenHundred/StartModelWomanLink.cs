using Contracts.Organizations.V1;
using Organizations.Features.People;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.OneTenHundred;

/// <summary>Links an executive member to a model woman, who has one such link at a time.</summary>
static class StartModelWomanLink
{
    public sealed record Request([Required] Guid? PersonId, DateOnly? ValidFrom);

    public sealed record Response(Guid Id);

    const string Sex = "select coalesce(sex::text, '') from people where id = @id";
    const string Member = """
        select scope_key
        from appointments
        where person_id = @id
            and post = @post
            and valid_from < @at
            and coalesce(least(valid_to, ended_at), 'infinity') >= @at
        order by scope_key
        limit 1
        """;
    const string Insert = """
        insert into model_women (id, scope_key, member_id, person_id, valid_from, entered_by)
        select @link, @key, @id, @person, @from, @by
        where not exists (select from model_women where person_id = @person and valid_to > @from) on conflict do nothing
        """;

    [EndpointSummary("结对带动先进女性 Link an executive member to a model woman")]
    public static async Task<Created<Response>> Handle(Guid id, Request request, Session session, CancellationToken ct)
    {
        var check = new Validation();
        var person = request.PersonId!.Value;
        var from = request.ValidFrom ?? session.Today;
        check.That(from <= session.Today, "/validFrom", PlatformProblems.InFuture);
        check.That(person != id, "/personId", PlatformProblems.OutOfRange);
        check.ThrowIfInvalid();
        await PersonInSight.MustSeeAsync(session, id, ct);
        var sex = await session.Find<string>(Sex, new { id = person }, ct);
        check.That(sex is not null, "/personId", PlatformProblems.Unknown);
        check.That(sex != "1", "/personId", Problems.MustBeWoman);
        check.ThrowIfInvalid();
        var key = await session.Find<string>(
            Member,
            new
            {
                id,
                post = Post.ExecutiveMember,
                at = ChinaDay.Begin(from.AddDays(1)),
            },
            ct
        ) ?? throw new ProblemException(Problems.NotExecutiveMember);
        var link = Guid.CreateVersion7(session.Now);
        // The other member's link may lie outside the caller's area: the answer says only that it exists.
        if (
            await session.AsSystem(
                () =>
                    session.Execute(
                        Insert,
                        new
                        {
                            link,
                            key,
                            id,
                            person,
                            from,
                            by = session.Caller.Subject,
                        },
                        ct
                    ),
                ct
            ) == 0
        )
            throw new ProblemException(Problems.AlreadyLed);
        session.RecordAccess(id, person);
        return TypedResults.Created($"/organizations/v1/people/{id}/one-ten-hundred", new Response(link));
    }
}

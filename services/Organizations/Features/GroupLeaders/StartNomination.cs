using Organizations.Domain;
using Organizations.Features.People;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.GroupLeaders;

/// <summary>
/// 自荐与推荐: nominates a person to lead the group of a micro-grid; staff of the place nominate others, the caller may
/// also be the nominee.
/// </summary>
static class StartNomination
{
    /// <param name="PersonId">The caller if not given.</param>
    /// <param name="Willing">True if not given; a nomination without consent is stored but not used.</param>
    public sealed record Request(
        Guid? PersonId,
        [Required] Guid? DivisionId,
        [Code(nameof(CodeTables.NominationKind))] string? Kind,
        bool? Willing
    );

    public sealed record Response(Guid Id);

    const string MicroGrid = """
        select key from divisions d where id = @id and kind = 'micro-grid' and platform.not_ended(valid_to, @today)
          and (@anywhere or exists (select from platform.ranges() r where d.key >= r.lo and d.key < r.hi))
          for share of d
        """;
    const string Insert = """
        insert into nominations (id, person_id, division_id, scope_key, kind, willing, nominated_by, valid_from)
        values (@id, @person, @DivisionId, @key, @kind, @willing, @by, @Now)
        on conflict (person_id, division_id) where ended_at is null do nothing
        """;

    [EndpointSummary("自荐与推荐 Nominate a leader of a women's group")]
    public static async Task<Created<Response>> Handle(Request request, Session session, CancellationToken ct)
    {
        var check = new Validation();
        var self = session.Caller.Kind == CallerKind.Person;
        var person = request.PersonId ?? session.Caller.Subject;
        var kind = request.Kind ?? (person == session.Caller.Subject ? LeaderSource.SelfNominated : null);
        check.That(kind is not null, "/kind", PlatformProblems.Required);
        check.That(!self || person == session.Caller.Subject, "/personId", PlatformProblems.Unknown);
        check.That(!self || kind != LeaderSource.Recommended, "/kind", PlatformProblems.OutOfRange);
        check.ThrowIfInvalid();
        check.That(await PersonInSight.SeesAsync(session, person, ct), "/personId", PlatformProblems.Unknown);
        var key = await session.Find<string>(
            MicroGrid,
            new
            {
                id = request.DivisionId,
                today = session.Today,
                anywhere = self,
            },
            ct
        );
        check.That(key is not null, "/divisionId", PlatformProblems.Unknown);
        check.ThrowIfInvalid();

        var id = Guid.CreateVersion7(session.Now);
        if (
            await session.Execute(
                Insert,
                new
                {
                    id,
                    person,
                    request.DivisionId,
                    key,
                    kind,
                    willing = request.Willing ?? true,
                    by = session.Caller.SubjectId,
                    session.Now,
                },
                ct
            ) == 0
        )
            throw new ProblemException(Problems.AlreadyNominated);
        session.RecordAccess(person);
        return TypedResults.Created($"/organizations/v1/nominations/{id}", new Response(id));
    }
}

using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Studios;

/// <summary>Records that a member or an apprentice of a studio rose to a skill grade.</summary>
static class RecordPromotion
{
    public sealed record Request(
        [Required] Guid? PersonId,
        [Required, Code(nameof(CodeTables.SkillGrade))] string Grade,
        [Required] DateOnly? PromotedOn
    );

    public sealed record Response(Guid Id);

    const string IsApprentice = """
        select exists (
            select from studio_apprenticeships where studio_id = @id and apprentice_id = @person and starts_on <= @on
        )
        """;

    /// <summary>Promotions in all studios count.</summary>
    const string Others = "select grade, promoted_on from studio_promotions where person_id = @person";

    /// <summary>Serializes the promotions of one person, wherever the person is registered.</summary>
    const string Lock =
        "select pg_advisory_xact_lock(hashtextextended('organizations.promotions.' || @person::uuid, 0))";
    const string Insert = """
        insert into studio_promotions (id, scope_key, studio_id, person_id, grade, promoted_on)
        values (@promotion, @ScopeKey, @id, @person, @Grade, @on)
        """;

    [EndpointSummary("技能晋升 Record a promotion")]
    public static async Task<Created<Response>> Handle(Guid id, Request request, Session session, CancellationToken ct)
    {
        var check = new Validation();
        var (person, on) = (request.PersonId!.Value, request.PromotedOn!.Value);
        check.That(on <= session.Today, "/promotedOn", PlatformProblems.InFuture);
        check.ThrowIfInvalid();
        var studio = await Studio.HoldAsync(id, session, ct);
        studio.MustBeThere(on, "/promotedOn");
        if (
            !await studio.HasMemberAsync(person, on, session, ct)
            && !await session.Find<bool>(
                IsApprentice,
                new
                {
                    id,
                    person,
                    on,
                },
                ct
            )
        )
            throw new ProblemException(Problems.NotOfStudio, PlatformProblems.Unknown.At("/personId"));
        await session.Execute(Lock, new { person }, ct);
        var others = await session.AsSystem(() => session.Query<Row>(Others, new { person }, ct), ct);
        if (!StudioRules.Rises(request.Grade, on, others.Select(o => (o.Grade, o.PromotedOn))))
            throw new ProblemException(Problems.DoesNotRise, PlatformProblems.OutOfRange.At("/grade"));
        var promotion = Guid.CreateVersion7(session.Now);
        await session.Execute(
            Insert,
            new
            {
                promotion,
                studio.ScopeKey,
                id,
                person,
                request.Grade,
                on,
            },
            ct
        );
        session.RecordAccess(person);
        return TypedResults.Created($"/organizations/v1/studio-promotions?studioId={id}", new Response(promotion));
    }

    sealed record Row(string Grade, DateOnly PromotedOn);
}

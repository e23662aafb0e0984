using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Elections;

/// <summary>
/// Starts a term (届) of the offices of an organization, from a congress on; warnings come 90, 30 and 7 days before its
/// end.
/// </summary>
static class StartTerm
{
    /// <param name="StartsOn">First day; the congress's if not given.</param>
    /// <param name="EndsOn">Last day; give it or Years.</param>
    public sealed record Request(
        [Required] Guid? CongressId,
        DateOnly? StartsOn,
        LastDay? EndsOn,
        [Between(1, 10)] int? Years
    );

    public sealed record Response(Guid Id, int Number, DateOnly StartsOn, LastDay EndsOn);

    const string FindCongress =
        "select organization_id, scope_key as key, held_on from congresses where id = @CongressId";
    const string Hold = "select status from organizations where id = @id for update";
    const string Overlapping =
        "select exists (select from terms where organization_id = @id and starts_on < @ends and ends_on > @starts)";
    const string Next = "select coalesce(max(number), 0) + 1 from terms where organization_id = @id";
    const string Insert = """
        insert into terms (id, scope_key, organization_id, congress_id, number, starts_on, ends_on)
        values (@term, @Key, @organization, @CongressId, @number, @starts, @ends)
        """;

    const int YearsAhead = 10;

    [EndpointSummary("登记届次 Start a term")]
    public static async Task<Created<Response>> Handle(Request request, Session session, CancellationToken ct)
    {
        var check = new Validation();
        var congress = await session.Find<Congress>(FindCongress, request, ct);
        check.That(congress is not null, "/congressId", PlatformProblems.Unknown);
        check.That((request.EndsOn is null) != (request.Years is null), "/endsOn", PlatformProblems.Required);
        check.ThrowIfInvalid();
        var starts = request.StartsOn ?? congress!.HeldOn;
        check.That(starts <= session.Today.AddYears(YearsAhead), "/startsOn", PlatformProblems.OutOfRange);
        check.ThrowIfInvalid();
        var ends = request.EndsOn?.Next ?? starts.AddYears(request.Years!.Value);
        check.That(starts >= congress!.HeldOn, "/startsOn", PlatformProblems.OutOfRange);
        check.That(ends > starts && ends <= starts.AddYears(10), "/endsOn", PlatformProblems.OutOfRange);
        check.ThrowIfInvalid();

        var organization = congress.OrganizationId;
        if (await session.Find<string>(Hold, new { id = organization }, ct) == "dissolved")
            throw new ProblemException(Problems.OrganizationDissolved);
        if (
            await session.Find<bool>(
                Overlapping,
                new
                {
                    id = organization,
                    starts,
                    ends,
                },
                ct
            )
        )
            throw new ProblemException(Problems.TermsOverlap, PlatformProblems.OutOfRange.At("/startsOn"));
        var number = await session.Find<int>(Next, new { id = organization }, ct);
        var term = Guid.CreateVersion7(session.Now);
        await session.Execute(
            Insert,
            new
            {
                term,
                congress.Key,
                organization,
                request.CongressId,
                number,
                starts,
                ends,
            },
            ct
        );
        await WarnOfTerm.ScheduleAsync(term, ends, session, ct);
        return TypedResults.Created(
            $"/organizations/v1/terms/{term}",
            new Response(term, number, starts, LastDay.Before(ends))
        );
    }

    sealed record Congress(Guid OrganizationId, string Key, DateOnly HeldOn);
}

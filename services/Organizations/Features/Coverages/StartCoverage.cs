using Contracts.Organizations.V1;
using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Coverages;

/// <summary>包联: a named person answers for a household of the caller's area, wherever she herself holds her post.</summary>
static class StartCoverage
{
    public sealed record Request(Guid? PersonId, Guid? HouseholdId, string? Post);

    public sealed record Response(Guid Id);

    const string Known = "select exists (select from people where id = @id)";
    const string HouseholdKey = "select scope_key from households where id = @id";
    const string Insert =
        """
        insert into coverages (id, person_id, household_id, post, scope_key, valid_from) values (@id, @person, @household, @post, @key, @Now)
        on conflict (person_id, household_id, post) where ended_at is null do nothing
        """;

    public static async Task<IResult> Handle(Request request, Session session, CancellationToken ct)
    {
        var check = new Validation();
        var person = check.Value("/personId", request.PersonId);
        var household = check.Value("/householdId", request.HouseholdId);
        var post = check.OneOf("/post", request.Post, [.. Posts.OfAreas.Except([Post.PlatformAdministrator])]);
        check.ThrowIfInvalid();
        check.That(await session.Find<bool>(Known, new { id = person }, ct), "/personId", PlatformProblems.Unknown);
        var key = await session.Find<string>(HouseholdKey, new { id = household }, ct);
        check.That(key is not null, "/householdId", PlatformProblems.Unknown);
        check.ThrowIfInvalid();

        var id = Guid.CreateVersion7(session.Now);
        if (await session.Execute(Insert, new { id, person, household, post, key, session.Now }, ct) == 0) throw new ProblemException(Problems.AlreadyCovered);
        session.Publish(new CoverageStarted(id, person, household, post, session.Now));
        session.Saw(person);
        return TypedResults.Created($"/organizations/v1/coverages/{id}", new Response(id));
    }
}

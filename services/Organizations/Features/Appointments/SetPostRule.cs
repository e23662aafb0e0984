using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Appointments;

/// <summary>
/// Sets the limits of a post from a day on; the version before ends there. Appointments that begin earlier stay.
/// </summary>
static class SetPostRule
{
    /// <param name="MostPerPlace">Most simultaneous holders over one division or in one organization; any number if not
    /// given.</param>
    /// <param name="MostPerPerson">Most places at which one person holds it simultaneously; any number if not
    /// given.</param>
    /// <param name="LeastAge">Completed years on the first day; 18, and 14 for volunteers, if not given.</param>
    /// <param name="GreatestAge">The same, not below LeastAge; any age if not given.</param>
    /// <param name="ValidFrom">First day, in China; today if not given.</param>
    public sealed record Request(
        [Required, Code(nameof(CodeTables.Post))] string Post,
        [Between(1, int.MaxValue)] int? MostPerPlace,
        [Between(1, int.MaxValue)] int? MostPerPerson,
        [Items(50), Code(nameof(CodeTables.Post))] string[]? ExcludesAnywhere,
        [Items(50), Code(nameof(CodeTables.Post))] string[]? ExcludesHere,
        [Between(14, 100)] int? LeastAge,
        [Between(14, 120)] int? GreatestAge,
        DateOnly? ValidFrom
    );

    public sealed record Response(Guid Id, [Code(nameof(CodeTables.Post))] string Post, int Version);

    const string Lock = "select pg_advisory_xact_lock(hashtextextended('post rules', 0))";
    const string Last = "select version, valid_from from post_rules where post = @Post order by version desc limit 1";
    const string End = "update post_rules set valid_to = @from where post = @Post and valid_to is null";
    const string Insert = """
        insert into post_rules (
            id, post, version, most_per_place, most_per_person, excludes_anywhere, excludes_here, least_age,
            greatest_age, valid_from
        )
        values (@id, @Post, @version, @MostPerPlace, @MostPerPerson, @anywhere, @here, @least, @GreatestAge, @from)
        """;

    [EndpointSummary("设定任职规则 Set the limits of a post from a day on")]
    public static async Task<Created<Response>> Handle(Request request, Session session, CancellationToken ct)
    {
        var least = request.LeastAge ?? PostAges.Least(request.Post);
        if (request.GreatestAge < least)
            throw new ProblemException(PlatformProblems.Invalid, PlatformProblems.OutOfRange.At("/greatestAge"));

        await session.Execute(Lock, ct);
        var (from, last) = (
            request.ValidFrom ?? session.Today,
            await session.Find<Row>(Last, new { request.Post }, ct)
        );
        if (last?.ValidFrom >= from)
            throw new ProblemException(Problems.RuleBackdated, PlatformProblems.OutOfRange.At("/validFrom"));
        var (id, version) = (Guid.CreateVersion7(session.Now), (last?.Version ?? 0) + 1);
        await session.Execute(End, new { request.Post, from }, ct);
        await session.Execute(
            Insert,
            new
            {
                id,
                request.Post,
                version,
                request.MostPerPlace,
                request.MostPerPerson,
                anywhere = request.ExcludesAnywhere ?? [],
                here = request.ExcludesHere ?? [],
                least,
                request.GreatestAge,
                from,
            },
            ct
        );
        return TypedResults.Created("/organizations/v1/post-rules", new Response(id, request.Post, version));
    }

    sealed record Row(int Version, DateOnly ValidFrom);
}

using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Appointments;

/// <summary>
/// Sets the limits of a post from a day on; the version before ends there. Appointments that begin earlier stay as they
/// are.
/// </summary>
static class SetPostRule
{
    /// <param name="MostPerPlace">Most holders over one division or in one organization at once; any number if it is
    /// not given.</param>
    /// <param name="MostPerPerson">Most places at which one person holds it at once; any number if it is not
    /// given.</param>
    /// <param name="LeastAge">Years completed when it is taken up, 14 to 100; 18, and 14 for volunteers, if it is not
    /// given.</param>
    /// <param name="GreatestAge">Likewise, from LeastAge to 120; any age if it is not given.</param>
    /// <param name="ValidFrom">First day, in China; today if it is not given.</param>
    public sealed record Request(
        string? Post,
        int? MostPerPlace,
        int? MostPerPerson,
        string[]? ExcludesAnywhere,
        string[]? ExcludesHere,
        int? LeastAge,
        int? GreatestAge,
        DateOnly? ValidFrom
    );

    public sealed record Response(Guid Id, string Post, int Version);

    const string Lock = "select pg_advisory_xact_lock(hashtextextended('post rules', 0))";
    const string Last = "select version, valid_from from post_rules where post = @post order by version desc limit 1";
    const string End = "update post_rules set valid_to = @from where post = @post and valid_to is null";
    const string Insert = """
        insert into post_rules (
            id, post, version, most_per_place, most_per_person, excludes_anywhere, excludes_here, least_age,
            greatest_age, valid_from
        )
        values (@id, @post, @version, @MostPerPlace, @MostPerPerson, @anywhere, @here, @least, @GreatestAge, @from)
        """;

    [EndpointSummary("设定任职规则 Set the limits of a post from a day on")]
    public static async Task<Created<Response>> Handle(Request request, Session session, CancellationToken ct)
    {
        var check = new Validation();
        var post = check.OneOf("/post", request.Post, CodeTables.Post);
        check.That(request.MostPerPlace is null or > 0, "/mostPerPlace", PlatformProblems.OutOfRange);
        check.That(request.MostPerPerson is null or > 0, "/mostPerPerson", PlatformProblems.OutOfRange);
        var least = request.LeastAge ?? PostAges.Least(post);
        check.That(least is >= 14 and <= 100, "/leastAge", PlatformProblems.OutOfRange);
        check.That(
            request.GreatestAge is null || (request.GreatestAge >= least && request.GreatestAge <= 120),
            "/greatestAge",
            PlatformProblems.OutOfRange
        );
        var (anywhere, here) = (request.ExcludesAnywhere ?? [], request.ExcludesHere ?? []);
        for (var i = 0; i < anywhere.Length; i++)
            check.OneOf($"/excludesAnywhere/{i}", anywhere[i], CodeTables.Post);
        for (var i = 0; i < here.Length; i++)
            check.OneOf($"/excludesHere/{i}", here[i], CodeTables.Post);
        check.ThrowIfInvalid();

        await session.Execute(Lock, ct: ct);
        var (from, last) = (request.ValidFrom ?? session.Today, await session.Find<Row>(Last, new { post }, ct));
        if (last?.ValidFrom >= from)
            throw new ProblemException(Problems.RuleBackdated, PlatformProblems.OutOfRange.At("/validFrom"));
        var (id, version) = (Guid.CreateVersion7(session.Now), (last?.Version ?? 0) + 1);
        await session.Execute(End, new { post, from }, ct);
        await session.Execute(
            Insert,
            new
            {
                id,
                post,
                version,
                request.MostPerPlace,
                request.MostPerPerson,
                anywhere,
                here,
                least,
                request.GreatestAge,
                from,
            },
            ct
        );
        return TypedResults.Created("/organizations/v1/post-rules", new Response(id, post, version));
    }

    sealed record Row(int Version, DateOnly ValidFrom);
}

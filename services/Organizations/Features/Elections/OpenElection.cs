using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Elections;

/// <summary>Opens the election of an office or a body for a term.</summary>
static class OpenElection
{
    /// <param name="Post">An honorary office is not elected: its appointment is started with the letter of invitation.</param>
    /// <param name="Seats">Number of seats.</param>
    /// <param name="Majority">Whether more than half of the ballots are needed; true if not given.</param>
    public sealed record Request(
        [Required] Guid? TermId,
        [Required, Code(nameof(CodeTables.ElectedPost))] string Post,
        [Required, Between(1, 1_000)] int? Seats,
        bool? Majority,
        [Required] DateOnly? HeldOn
    );

    public sealed record Response(Guid Id);

    const string FindTerm = """
        select t.organization_id, t.scope_key as key, t.starts_on, t.ends_on, o.kind, c.held_on
        from terms t
        join organizations o on o.id = t.organization_id
        join congresses c on c.id = t.congress_id
        where t.id = @id and o.status <> 'dissolved'
        """;

    [EndpointSummary("开启选举 Open an election")]
    public static async Task<Created<Response>> Handle(Request request, Session session, CancellationToken ct)
    {
        var check = new Validation();
        var (id, post, held) = (request.TermId!.Value, request.Post, request.HeldOn!.Value);
        check.That(held <= session.Today, "/heldOn", PlatformProblems.InFuture);
        var term = await session.Find<Term>(FindTerm, new { id }, ct);
        check.That(term is not null, "/termId", PlatformProblems.Unknown);
        check.That(term is null || (held >= term.HeldOn && held < term.EndsOn), "/heldOn", PlatformProblems.OutOfRange);
        check.That(
            term is null
                || (Posts.IsInOrganization(post) ? Posts.MayBeHeldIn(post, term.Kind) : term.Kind == "federation"),
            "/post",
            Problems.NotHeldHere
        );
        check.ThrowIfInvalid();
        if (
            await Ballot.FreeAsync(id, post, held > term!.StartsOn ? held : term.StartsOn, session, ct) is { } free
            && request.Seats > free
        )
            throw new ProblemException(Problems.SeatsTaken, PlatformProblems.OutOfRange.At("/seats"));
        var election = Guid.CreateVersion7(session.Now);
        var opened = await session.Execute(
            ElectionRows.Insert,
            new
            {
                election,
                term.Key,
                term.OrganizationId,
                term = id,
                request.Post,
                request.Seats,
                majority = request.Majority ?? true,
                held,
                runoffOf = (Guid?)null,
            },
            ct
        );
        if (opened == 0)
            throw new ProblemException(Problems.ElectionOpen, PlatformProblems.Duplicate.At("/post"));
        return TypedResults.Created($"/organizations/v1/elections/{election}", new Response(election));
    }

    sealed record Term(
        Guid OrganizationId,
        string Key,
        DateOnly StartsOn,
        DateOnly EndsOn,
        string Kind,
        DateOnly HeldOn
    );
}

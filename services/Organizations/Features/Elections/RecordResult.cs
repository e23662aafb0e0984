using Organizations.Domain;
using Organizations.Features.Appointments;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Elections;

/// <summary>
/// Records the count of an election. The rule decides who is elected; the elected are appointed for the term in the
/// same transaction, or nothing is recorded.
/// </summary>
static class RecordResult
{
    public sealed record Votes([Required] Guid? PersonId, [Required, Between(0, int.MaxValue)] int? Count);

    /// <param name="BallotsIssued">Ballots handed out; some may not come back.</param>
    /// <param name="Counts">The votes of every remaining candidate.</param>
    /// <param name="Declared">The elected as declared by the tellers, to be compared with the rule.</param>
    public sealed record Request(
        [Required, Between(0, int.MaxValue)] int? BallotsIssued,
        [Required, Between(0, int.MaxValue)] int? BallotsValid,
        [Required, Between(0, int.MaxValue)] int? BallotsInvalid,
        [Required, Items(5_000), Distinct(nameof(Votes.PersonId))] Votes[] Counts,
        [Items(1_000)] Guid[]? Declared
    );

    /// <summary>Locks the candidates: a withdrawal waits, then finds the candidacy decided.</summary>
    const string Candidates =
        "select person_id, outcome from candidates where election_id = @id order by person_id for update";
    const string KeepVotes = """
        update candidates c
        set votes = v.votes, outcome = v.outcome, appointment_id = v.appointment, version = version + 1
        from unnest(@people::uuid[], @votes::int[], @outcomes::text[], @appointments::uuid[])
            as v (person, votes, outcome, appointment)
        where c.election_id = @id and c.person_id = v.person and c.outcome is null
        """;
    const string Keep = """
        update elections
        set state = @state, ballots_issued = @BallotsIssued, ballots_valid = @BallotsValid,
            ballots_invalid = @BallotsInvalid, seats_left = @SeatsLeft, recorded_at = @Now, version = version + 1
        where id = @id
        """;

    [EndpointSummary("登记选举结果 Record the count; the elected are appointed")]
    public static async Task<Ok<GetElection.Response>> Handle(
        Guid id,
        Request request,
        IfMatch ifMatch,
        Session session,
        CancellationToken ct
    )
    {
        var ballot = await Ballot.HoldAsync(id, session, ct);
        ballot.MustBeOpen();
        ifMatch.Check(ballot.Version);
        var all = await session.Query<Candidate>(Candidates, new { id }, ct);
        var body = await ballot.MayStandAsync(session, ct);
        var standing = all.Where(c => c.Outcome is null).Select(c => c.PersonId).ToHashSet();
        Guid[] gone = body is null ? [] : [.. standing.Except(body)];
        await Candidacies.EndAsync(id, gone, session, ct);
        var candidates = standing.Except(gone).ToHashSet();
        var left = all.Select(c => c.PersonId).Except(candidates).ToHashSet();
        var counts = ResultCheck.Read(request, ballot, candidates, left, await ballot.VotersAsync(session, ct));

        var outcome = Election.Decide(ballot.Seats, request.BallotsIssued!.Value, counts, ballot.Majority);
        CheckDeclared(request.Declared, outcome, ballot.Seats);
        var wanted = WantedOf(id, outcome, ballot, session);
        if (wanted.Count > await Ballot.FreeAsync(ballot.TermId, ballot.Post, ballot.Takes, session, ct))
            throw new ProblemException(Problems.SeatsTaken, PlatformProblems.OutOfRange.At("/counts"));
        await FormerSeats.SucceedAsync(wanted, ballot, session, ct);

        var appointments = wanted.ToDictionary(w => w.PersonId, w => w.Id);
        KeepVotesOf(id, counts, outcome, appointments, session);
        await session.Execute(
            Keep,
            new
            {
                id,
                request.BallotsIssued,
                request.BallotsValid,
                request.BallotsInvalid,
                outcome.SeatsLeft,
                state = outcome.Tied.Count > 0 ? "runoff" : "decided",
                session.Now,
            },
            ct
        );
        return await GetElection.Handle(id, session, ct);
    }

    /// <exception cref="ProblemException">The tellers' declaration contradicts the rule.</exception>
    static void CheckDeclared(Guid[]? given, ElectionOutcome outcome, int seats)
    {
        if (given is not { } declared)
            return;
        if (declared.Distinct().Count() > seats)
            throw new ProblemException(Problems.MoreWinnersThanSeats, PlatformProblems.TooLong.At("/declared"));
        if (!outcome.Elected.ToHashSet().SetEquals(declared))
            throw new ProblemException(Problems.ResultDiffers, PlatformProblems.OutOfRange.At("/declared"));
    }

    static List<Wanted> WantedOf(Guid id, ElectionOutcome outcome, Ballot ballot, Session session)
    {
        var ofOrganization = Posts.IsInOrganization(ballot.Post);
        return outcome
            .Elected.Select(person => new Wanted(
                Guid.CreateVersion7(session.Now),
                person,
                ballot.Post,
                ofOrganization ? null : ballot.DivisionId,
                ballot.OrganizationId,
                ballot.PlaceKey,
                ChinaDay.Begin(ballot.Takes),
                ChinaDay.Begin(ballot.EndsOn)
            )
            {
                Mode = "elected",
                SourceId = id,
            })
            .ToList();
    }

    static void KeepVotesOf(
        Guid id,
        List<VoteCount> counts,
        ElectionOutcome outcome,
        Dictionary<Guid, Guid> appointments,
        Session session
    )
    {
        session.Defer(
            KeepVotes,
            new
            {
                people = counts.Select(c => c.PersonId).ToArray(),
                votes = counts.Select(c => c.Votes).ToArray(),
                outcomes = counts
                    .Select(c =>
                        appointments.ContainsKey(c.PersonId) ? "elected"
                        : outcome.Tied.Contains(c.PersonId) ? "tied"
                        : "not-elected"
                    )
                    .ToArray(),
                appointments = counts
                    .Select(c => appointments.TryGetValue(c.PersonId, out var a) ? a : (Guid?)null)
                    .ToArray(),
                id,
            }
        );
    }

    sealed record Candidate(Guid PersonId, string? Outcome);
}

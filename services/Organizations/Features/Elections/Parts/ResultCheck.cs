using Organizations.Domain;
using ServiceDefaults.Http;

namespace Organizations.Features.Elections;

/// <summary>Checks a count.</summary>
static class ResultCheck
{
    /// <summary>A plausible count: all candidates, each once, no more votes than the ballots allow.</summary>
    public static List<VoteCount> Read(
        RecordResult.Request request,
        Ballot ballot,
        HashSet<Guid> candidates,
        HashSet<Guid> left,
        int? voters
    )
    {
        var check = new Validation();
        var (issued, valid) = (request.BallotsIssued!.Value, request.BallotsValid!.Value);
        check.That(voters is null || issued <= voters, "/ballotsIssued", PlatformProblems.OutOfRange);
        check.That(valid <= issued, "/ballotsValid", Problems.MoreThanBallots);
        check.That(valid + (long)request.BallotsInvalid!.Value <= issued, "/ballotsInvalid", Problems.MoreThanBallots);
        List<VoteCount> counts = [];
        foreach (var (i, given) in request.Counts.Index())
        {
            var (person, votes) = (given.PersonId!.Value, given.Count!.Value);
            check.That(
                candidates.Contains(person),
                $"/counts/{i}/personId",
                left.Contains(person) ? Problems.NoLongerCandidate : PlatformProblems.Unknown
            );
            check.That(votes <= valid, $"/counts/{i}/count", Problems.MoreThanBallots);
            counts.Add(new(person, votes));
        }
        check.That(candidates.IsSubsetOf(counts.Select(c => c.PersonId)), "/counts", PlatformProblems.Required);
        check.That(counts.Sum(c => (long)c.Votes) <= valid * (long)ballot.Seats, "/counts", Problems.MoreThanBallots);
        check.ThrowIfInvalid();
        return counts;
    }
}

using Organizations.Domain;
using ServiceDefaults.Http;

namespace Organizations.Features.Elections;

/// <summary>Whether a count can be one.</summary>
static class ResultCheck
{
    /// <summary>The count, once it can be one: all candidates, each once, no more votes than ballots allow.</summary>
    public static List<VoteCount> Read(
        RecordResult.Request request,
        Ballot ballot,
        HashSet<Guid> candidates,
        HashSet<Guid> left,
        int? voters
    )
    {
        var check = new Validation();
        var (issued, valid, invalid) = (
            check.Value("/ballotsIssued", request.BallotsIssued),
            check.Value("/ballotsValid", request.BallotsValid),
            check.Value("/ballotsInvalid", request.BallotsInvalid)
        );
        check.That(issued >= 0 && (voters is null || issued <= voters), "/ballotsIssued", PlatformProblems.OutOfRange);
        check.That(valid >= 0 && valid <= issued, "/ballotsValid", Problems.MoreThanBallots);
        check.That(invalid >= 0 && valid + (long)invalid <= issued, "/ballotsInvalid", Problems.MoreThanBallots);
        List<VoteCount> counts = [];
        HashSet<Guid> seen = [];
        var given = request.Counts ?? [];
        for (var i = 0; i < given.Length; i++)
        {
            var person = check.Value($"/counts/{i}/personId", given[i].PersonId);
            var votes = check.Value($"/counts/{i}/count", given[i].Count);
            if (given[i].PersonId is not null)
                check.That(
                    candidates.Contains(person),
                    $"/counts/{i}/personId",
                    left.Contains(person) ? Problems.StandsNoMore : PlatformProblems.Unknown
                );
            if (given[i].PersonId is not null)
                check.That(seen.Add(person), $"/counts/{i}/personId", PlatformProblems.Duplicate);
            check.That(votes >= 0, $"/counts/{i}/count", PlatformProblems.OutOfRange);
            check.That(votes <= valid, $"/counts/{i}/count", Problems.MoreThanBallots);
            counts.Add(new(person, votes));
        }
        check.That(seen.IsSupersetOf(candidates) && seen.Count > 0, "/counts", PlatformProblems.Required);
        check.That(counts.Sum(c => (long)c.Votes) <= valid * (long)ballot.Seats, "/counts", Problems.MoreThanBallots);
        check.ThrowIfInvalid();
        return counts;
    }
}

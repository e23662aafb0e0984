using Contracts.Organizations.V1;

namespace Organizations.Domain;

/// <summary>The votes of one candidate.</summary>
public sealed record VoteCount(Guid PersonId, int Votes);

/// <summary>The result of a count.</summary>
/// <param name="Elected">Most votes first.</param>
/// <param name="Tied">Candidates with equal votes at the last seat, more than seats are left: a runoff decides, never
/// chance.</param>
/// <param name="SeatsLeft">Vacant seats.</param>
public sealed record ElectionOutcome(IReadOnlyList<Guid> Elected, IReadOnlyList<Guid> Tied, int SeatsLeft);

/// <summary>
/// Decides an election, and defines who may stand: the standing council comes out of the council, president and vice
/// presidents out of the standing council, a federation's chairs out of its executive committee (S2; the majority is
/// the usual rule of congresses: more than half of those who voted).
/// </summary>
public static class Election
{
    /// <summary>Elected offices. An honorary president is invited.</summary>
    public static readonly string[] Offices =
    [
        Post.CouncilMember,
        Post.StandingCouncilMember,
        Post.President,
        Post.VicePresident,
        Post.ExecutiveMember,
        Post.Chair,
        Post.ViceChair,
    ];

    /// <summary>Offices of councils, filled by election only; a federation may also appoint or co-opt.</summary>
    public static readonly string[] OnlyElected =
    [
        Post.CouncilMember,
        Post.StandingCouncilMember,
        Post.President,
        Post.VicePresident,
    ];

    /// <summary>
    /// The body whose members may stand; null where the members of the organization, or any person, may stand.
    /// </summary>
    public static string? DrawnFrom(string post) =>
        post switch
        {
            Post.StandingCouncilMember => Post.CouncilMember,
            Post.President or Post.VicePresident => Post.StandingCouncilMember,
            Post.Chair or Post.ViceChair => Post.ExecutiveMember,
            _ => null,
        };

    /// <summary>The offices that are drawn from a body, directly or through another body.</summary>
    public static string[] DrawnOutOf(string body) => [.. Offices.Where(o => IsDrawnOutOf(o, body))];

    static bool IsDrawnOutOf(string office, string body) =>
        DrawnFrom(office) is { } from && (from == body || IsDrawnOutOf(from, body));

    /// <summary>The body that votes; null for a congress.</summary>
    public static string? VotedBy(string post) =>
        post switch
        {
            Post.StandingCouncilMember or Post.President or Post.VicePresident => Post.CouncilMember,
            Post.Chair or Post.ViceChair => Post.ExecutiveMember,
            _ => null,
        };

    /// <summary>
    /// Gives the seats to the candidates with the most votes. The order of the input does not matter.
    /// </summary>
    /// <param name="seats">1 or more.</param>
    /// <param name="ballots">Ballots handed out, which is the number of voters.</param>
    /// <param name="majority">Whether more than half of the ballots are needed; at least one vote is always
    /// needed.</param>
    public static ElectionOutcome Decide(int seats, int ballots, IReadOnlyCollection<VoteCount> counts, bool majority)
    {
        var able = counts
            .Where(c => c.Votes > 0 && (!majority || c.Votes * 2L > ballots))
            .OrderByDescending(c => c.Votes)
            .ThenBy(c => c.PersonId)
            .ToList();
        if (able.Count <= seats)
            return new([.. able.Select(c => c.PersonId)], [], seats - able.Count);
        var last = able[seats - 1].Votes;
        if (able[seats].Votes < last)
            return new([.. able.Take(seats).Select(c => c.PersonId)], [], 0);
        var elected = able.Where(c => c.Votes > last).Select(c => c.PersonId).ToList();
        return new(elected, [.. able.Where(c => c.Votes == last).Select(c => c.PersonId)], seats - elected.Count);
    }
}

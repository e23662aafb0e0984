using Contracts.Organizations.V1;

namespace Organizations.Domain;

/// <summary>The votes counted for one candidate.</summary>
public sealed record VoteCount(Guid PersonId, int Votes);

/// <summary>What a count comes to.</summary>
/// <param name="Elected">Most votes first.</param>
/// <param name="Tied">Equal at the last seat, more of them than seats are left: a runoff among them decides, never
/// chance.</param>
/// <param name="SeatsLeft">Seats that nobody has.</param>
public sealed record ElectionOutcome(IReadOnlyList<Guid> Elected, IReadOnlyList<Guid> Tied, int SeatsLeft);

/// <summary>
/// How an election is decided, and who may stand: the standing council out of the council, president and vice
/// presidents out of that, a federation's chairs out of its executive committee (S2; the majority is the usual rule of
/// congresses: more than half of those who voted).
/// </summary>
public static class Election
{
    /// <summary>Offices that are elected. An honorary president is invited.</summary>
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

    /// <summary>Offices of councils come by election alone; a federation may also appoint or co-opt.</summary>
    public static readonly string[] OnlyElected =
    [
        Post.CouncilMember,
        Post.StandingCouncilMember,
        Post.President,
        Post.VicePresident,
    ];

    /// <summary>The body whose members alone may stand; null where it is the members, or anybody.</summary>
    public static string? DrawnFrom(string post) =>
        post switch
        {
            Post.StandingCouncilMember => Post.CouncilMember,
            Post.President or Post.VicePresident => Post.StandingCouncilMember,
            Post.Chair or Post.ViceChair => Post.ExecutiveMember,
            _ => null,
        };

    /// <summary>The offices that are drawn from a body, also by way of another.</summary>
    public static string[] DrawnOutOf(string body) => [.. Offices.Where(o => IsDrawnOutOf(o, body))];

    static bool IsDrawnOutOf(string office, string body) =>
        DrawnFrom(office) is { } from && (from == body || IsDrawnOutOf(from, body));

    /// <summary>The body that votes; null where a congress does.</summary>
    public static string? VotedBy(string post) =>
        post switch
        {
            Post.StandingCouncilMember or Post.President or Post.VicePresident => Post.CouncilMember,
            Post.Chair or Post.ViceChair => Post.ExecutiveMember,
            _ => null,
        };

    /// <summary>
    /// The candidates with the most votes have the seats. It does not matter in which order they are given.
    /// </summary>
    /// <param name="seats">1 or more.</param>
    /// <param name="ballots">Ballots handed out: those who took part.</param>
    /// <param name="majority">Whether more than half of the ballots are needed; one vote is in any case.</param>
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

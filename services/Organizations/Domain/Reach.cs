namespace Organizations.Domain;

/// <summary>
/// How many a programme has reached, without saying more than is known. One who came twice is two person-times (人次) and
/// one person (人数).
/// </summary>
/// <param name="Participations">Times somebody came who is known: by person id, or by a keyed number of another
/// register.</param>
/// <param name="Headcount">Times somebody came who was only counted.</param>
/// <param name="DistinctKnown">Different people among those who are known; somebody who is known under two registers
/// counts twice.</param>
/// <param name="LargestSession">The most people at one session, known and counted: nobody is there twice.</param>
public readonly record struct Reach(long Participations, long Headcount, long DistinctKnown, long LargestSession)
{
    /// <summary>人次 of both kinds; this adds up, people do not.</summary>
    public long PersonTimes => Participations + Headcount;

    /// <summary>No fewer people than this: those who are known, or those at the largest session.</summary>
    public long DistinctAtLeast => Math.Max(DistinctKnown, LargestSession);

    /// <summary>
    /// No more people than this: everybody who was only counted would have to be somebody new. Equal to
    /// <see cref="DistinctKnown"/> where nobody was only counted.
    /// </summary>
    public long DistinctAtMost => DistinctKnown + Headcount;
}

namespace Organizations.Domain;

/// <summary>
/// How many people a programme has reached, as bounds. A person who came twice is two person-times (人次) and one person
/// (人数).
/// </summary>
/// <param name="Participations">Person-times of identified people: by person id, or by a keyed number of another
/// register.</param>
/// <param name="Headcount">Person-times that were only counted.</param>
/// <param name="DistinctKnown">Different identified people; a person identified in two registers counts twice.</param>
/// <param name="LargestSession">Most people at one session, identified and counted.</param>
public readonly record struct Reach(long Participations, long Headcount, long DistinctKnown, long LargestSession)
{
    /// <summary>人次 of both kinds; person-times add up, people do not.</summary>
    public long PersonTimes => Participations + Headcount;

    /// <summary>Lower bound: the identified people, or the people of the largest session.</summary>
    public long DistinctAtLeast => Math.Max(DistinctKnown, LargestSession);

    /// <summary>
    /// Upper bound: every counted person could be a different one. Equal to <see cref="DistinctKnown"/> if nobody was
    /// only counted.
    /// </summary>
    public long DistinctAtMost => DistinctKnown + Headcount;
}

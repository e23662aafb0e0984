namespace Organizations.Features.Charts;

/// <summary>What the queries of a chart are asked with.</summary>
/// <param name="Below">The places are the divisions directly below, not those of the kinds.</param>
/// <param name="Posts">Those whose holders are on it, from the top.</param>
sealed record ChartQuestion(
    Guid Id,
    string Key,
    DateTimeOffset At,
    DateOnly Day,
    int Level,
    bool Below,
    string[] Kinds,
    string[] Posts
);

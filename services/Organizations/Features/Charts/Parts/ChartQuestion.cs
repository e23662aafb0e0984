namespace Organizations.Features.Charts;

/// <summary>Parameters of a chart's queries.</summary>
/// <param name="Below">True for the divisions directly below, false for those of the kinds.</param>
/// <param name="Posts">Posts on the chart, from the top.</param>
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

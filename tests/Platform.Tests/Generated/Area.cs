namespace Platform.Tests.Generated;

/// <summary>An area with the rows and texts that belong to it.</summary>
/// <param name="Key">Sort key of the division; the keys of its descendants start with it.</param>
/// <param name="Rows">All rows that the creation of its data added.</param>
sealed record Area(AreaData Data, string Key, IReadOnlyList<Row> Rows)
{
    public IReadOnlySet<Guid> Ids { get; } = Rows.Where(r => r.Guarded).Select(r => r.Id).ToHashSet();
    public IReadOnlyList<string> Words { get; } = [.. Data.Words];

    public override string ToString() => Data.Mark;
}

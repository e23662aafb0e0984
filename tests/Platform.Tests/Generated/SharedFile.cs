namespace Platform.Tests.Generated;

/// <summary>
/// An imported file with rows of several areas. Its sender and callers who cover all of the areas may see it.
/// </summary>
sealed record SharedFile(Guid Sender, IReadOnlyList<Area> Areas, string Mark, IReadOnlyList<Row> Rows)
{
    public bool IsSeenBy(Visitor visitor, Operation route) =>
        visitor.Subject == Sender || Areas.All(a => visitor.Covers(route, a));
}

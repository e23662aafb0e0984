using Organizations.Domain;

namespace Organizations.Features.Divisions;

/// <summary>One change of a complete table.</summary>
/// <param name="Below">Living children of the ended divisions that the file does not mention.</param>
/// <param name="Held">Living records and posts of the ended divisions, outside living divisions below.</param>
/// <param name="Division">The abolished division.</param>
/// <param name="Waits">Divisions that must first move out of those of Ended.</param>
/// <param name="Ended">Divisions that end by the change; for a move, the present parent.</param>
sealed record TableChange(
    string Kind,
    string Code,
    string Name,
    string FormerCodes,
    string FormerNames,
    long Below,
    long Held,
    bool Blocked,
    KnownDivision? Division,
    Guid[] Waits,
    Guid[] Ended
)
{
    static readonly Guid[] s_none = [];

    public bool IsAs(TableChange other) => Shown == other.Shown;

    TableChange Shown => this with { Division = null, Waits = s_none, Ended = s_none };
}

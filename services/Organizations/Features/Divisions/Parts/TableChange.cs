using Organizations.Domain;

namespace Organizations.Features.Divisions;

/// <summary>A row of what a complete table changes.</summary>
/// <param name="Below">Divisions directly below those that end by it, of which the file says nothing.</param>
/// <param name="Held">Records and posts that live in those that end by it, and in no living division below.</param>
/// <param name="Division">The division that is abolished.</param>
/// <param name="Waits">Divisions that have to leave those of Ended first.</param>
/// <param name="Ended">What ends by it; for a division that moves the one it still lies below.</param>
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

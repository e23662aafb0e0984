using ServiceDefaults.Sealing;

namespace Census;

/// <summary>Every column that holds personal values, for `reseal`.</summary>
static class SealedColumns
{
    public static readonly SealedColumn[] All =
    [
        new("households", "address"),
        new("households", "dwelling"),
        new("residents", "name"),
        new("residents", "citizen_id"),
        new("residents", "telephone"),
        new("residents", "registration_place"),
        new("visits", "diary"),
        new("needs", "note"),
        new("needs", "closing_note"),
    ];
}

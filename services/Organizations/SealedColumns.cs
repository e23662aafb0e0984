using ServiceDefaults.Sealing;

namespace Organizations;

/// <summary>Every column that holds personal values, for `reseal`.</summary>
static class SealedColumns
{
    public static readonly SealedColumn[] All =
    [
        new("people", "telephone"),
        new("people", "citizen_id"),
        new("person_photos", "content"),
    ];
}

using ServiceDefaults.Sealing;

namespace Jobs;

/// <summary>Every column that holds personal values, for `reseal`.</summary>
static class SealedColumns
{
    public static readonly SealedColumn[] All =
    [
        new("employers", "contact", "contact_sealed"),
        new("profiles", "name", "name_sealed"),
        new("referrals", "name", "name_sealed"),
    ];
}

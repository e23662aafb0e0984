using ServiceDefaults.Sealing;

namespace Training;

/// <summary>Every column that holds personal values, for `reseal`.</summary>
static class SealedColumns
{
    public static readonly SealedColumn[] All =
    [
        new("learners", "name", "name_sealed"),
        new("enrolments", "name", "name_sealed"),
    ];
}

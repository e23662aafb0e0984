using ServiceDefaults.Data;
using ServiceDefaults.Imports;
using ServiceDefaults.Standards;

namespace Organizations.Domain;

/// <summary>The code tables of this service by area, and the list that GET /code-tables answers with.</summary>
public static partial class CodeTables
{
    public static IReadOnlyList<CodeTable> All =>
        [
            NationalCodes.Sex,
            NationalCodes.Education,
            NationalCodes.Ethnicity,
            .. CodeTable.DeclaredBy(typeof(CodeTables)),
            ImportJobs.States,
            ChangeLog.Kinds,
        ];
}

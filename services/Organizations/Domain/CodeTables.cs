using ServiceDefaults.Data;
using ServiceDefaults.Imports;
using ServiceDefaults.Standards;

namespace Organizations.Domain;

/// <summary>The closed lists of codes of this service, by area, and all of them as it answers with them.</summary>
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

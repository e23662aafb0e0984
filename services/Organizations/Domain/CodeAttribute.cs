using ServiceDefaults.Http;
using ServiceDefaults.Standards;

namespace Organizations.Domain;

/// <summary>The member holds a code of one of this service's tables, or of the national ones.</summary>
/// <param name="table">nameof(CodeTables.X).</param>
public sealed class CodeAttribute(string table) : CodeOfAttribute(table, typeof(CodeTables), typeof(NationalCodes));

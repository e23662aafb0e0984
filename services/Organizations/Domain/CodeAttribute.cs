using ServiceDefaults.Http;
using ServiceDefaults.Standards;

namespace Organizations.Domain;

/// <summary>A code of one of the tables of this service, or of the national ones.</summary>
/// <param name="table">nameof(CodeTables.X).</param>
public sealed class CodeAttribute(string table) : CodeOfAttribute(table, typeof(CodeTables), typeof(NationalCodes));

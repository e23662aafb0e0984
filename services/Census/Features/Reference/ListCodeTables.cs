using Census.Domain;
using ServiceDefaults.Http;
using ServiceDefaults.Standards;

namespace Census.Features.Reference;

/// <summary>The codes that forms are filled with.</summary>
static class ListCodeTables
{
    static readonly Page<CodeTable> Tables = new(CodeTables.All, null);

    [EndpointSummary("代码表 Code tables")]
    public static Ok<Page<CodeTable>> Handle() => TypedResults.Ok(Tables);
}

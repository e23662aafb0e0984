using ServiceDefaults.Data;
using ServiceDefaults.Standards;

namespace Jobs.Features.Postings;

/// <summary>What a posting can ask for.</summary>
static class SkillCodes
{
    public const string Sql = "select code from skills";
    const string Read = "select code as value, name as zh, name_en as en from skills order by code";

    /// <summary>A code first met in a certificate joins them.</summary>
    public static async Task<CodeTable> ReadAsync(Session session, CancellationToken ct) =>
        new("skill", null, await session.Query<Code>(Read, ct: ct));
}

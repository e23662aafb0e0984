using ServiceDefaults.Data;
using ServiceDefaults.Standards;

namespace Jobs.Features.Postings;

/// <summary>The skills that a posting can require; an unknown code in a certificate is added to them.</summary>
static class SkillCodes
{
    const string Sql = "select code as value, name as zh, name_en as en from skills order by code";

    public static async Task<CodeTable> ReadAsync(Session session, CancellationToken ct) =>
        new("skill", null, await session.Query<Code>(Sql, ct));
}

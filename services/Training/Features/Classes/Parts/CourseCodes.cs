using ServiceDefaults.Data;
using ServiceDefaults.Standards;

namespace Training.Features.Classes;

/// <summary>The courses that a class can teach.</summary>
static class CourseCodes
{
    const string Sql = "select code as value, name as zh, name_en as en from courses order by position";

    public static async Task<CodeTable> ReadAsync(Session session, CancellationToken ct) =>
        new("course", null, await session.Query<Code>(Sql, ct));
}

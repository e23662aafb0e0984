using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Jobs.Features.Postings;

static class ListSkills
{
    const string Sql = "select code, name, name_en from skills order by code";

    [EndpointSummary("技能目录 Skills postings ask for")]
    [NotAListing("A code table, all of it in its own order.")]
    public static async Task<Ok<Page<Skill>>> Handle(Session session, CancellationToken ct) =>
        TypedResults.Ok(new Page<Skill>(await session.Query<Skill>(Sql, ct: ct), null));

    public sealed record Skill(string Code, string Name, string NameEn);
}

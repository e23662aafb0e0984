using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Jobs.Features.Postings;

static class ListSkills
{
    [EndpointSummary("技能目录 Skills that postings require")]
    [NotAListing("A code table, all of it in its own order.")]
    public static async Task<Ok<Page<Skill>>> Handle(Session session, CancellationToken ct) =>
        TypedResults.Ok(
            new Page<Skill>(
                [.. (await SkillCodes.ReadAsync(session, ct)).Codes.Select(c => new Skill(c.Value, c.Zh, c.En))],
                null
            )
        );

    public sealed record Skill(string Code, string Name, string NameEn);
}

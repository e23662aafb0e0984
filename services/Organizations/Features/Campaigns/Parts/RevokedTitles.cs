using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Campaigns;

/// <summary>Revoked titles of a campaign.</summary>
static class RevokedTitles
{
    /// <summary>Revoked titles are few: each is looked up in the selection.</summary>
    const string Revoked = """
        with revoked as materialized (
            select household_id, title from honours
            where campaign_id = @Id and level > @Level and revoked_at is not null and household_id is not null)
        select r.household_id, r.title from revoked r cross join lateral (
            select from selections s
            where s.campaign_id = @Id
                and s.level = @Level
                and s.household_id = r.household_id
                and s.division_id = any (@divisions)
            offset 0
        ) s
        order by 1 limit 20
        """;

    /// <exception cref="ProblemException">A selected household's title below was revoked since.</exception>
    public static async Task CheckAsync(Guid id, int level, Guid[] divisions, Session session, CancellationToken ct)
    {
        var revoked = await session.Query<RevokedTitle>(
            Revoked,
            new
            {
                id,
                level,
                divisions,
            },
            ct
        );
        if (revoked.Count > 0)
            throw new ProblemException(
                Problems.TitleRevokedBelow,
                [
                    .. revoked.Select(r =>
                        (
                            Problems.RevokedBelow with
                            {
                                Zh = $"家庭 {r.HouseholdId} 的“{r.Title}”已被撤销",
                                En = $"household {r.HouseholdId}: {r.Title} was revoked",
                            }
                        ).At("/divisionId")
                    ),
                ]
            );
    }

    sealed record RevokedTitle(Guid HouseholdId, string Title);
}

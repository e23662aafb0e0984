using ServiceDefaults.Data;

namespace Organizations.Features.Reorganisations;

/// <summary>Warnings about divisions that end.</summary>
static class ReportWarnings
{
    /// <summary>
    /// Records at divisions that end. People registered in a merged division stay registered there; people registered
    /// in a divided one belong to none of the parts.
    /// </summary>
    const string AtEnded = """
        select (
            select count(*)
            from appointments
            where division_id = any (@Ended) and ended_at is null and platform.not_ended(valid_to, @Now)
        ) as posts,
               (
                select count(*) from organizations where division_id = any (@Ended) and valid_to is null
               ) as organizations,
               (select count(*) from coverages where division_id = any (@Ended) and ended_at is null) as coverages,
               (select count(*) from people where scope_key = @Whole) as people
        """;

    public static async Task<IReadOnlyList<Report.Warning>> OfAsync(Plan plan, Session session, CancellationToken ct)
    {
        var whole = plan.Relation == "split" ? plan.Remainders[0] : null;
        var at = await StandingAsync(plan.Ended, whole?.From, session, ct);
        List<Report.Warning> warnings = [];
        if (at.Posts > 0)
            warnings.Add(
                new(
                    "posts-of-ended",
                    "这些任职所在的区划将不复存在，任职者仍只看到原有范围，请重新任命",
                    "These posts belong to divisions that end; the holders keep their access; appoint them anew",
                    at.Posts
                )
            );
        if (at.Organizations > 0)
            warnings.Add(
                new(
                    "organizations-of-ended",
                    "这些组织所在的区划将不复存在，请撤销或在新区划另行登记",
                    "These organizations belong to divisions that end: dissolve them or register them anew",
                    at.Organizations
                )
            );
        if (at.Coverages > 0)
            warnings.Add(
                new(
                    "coverages-of-ended",
                    "这些包联的区划将不复存在，请结束后重新包联",
                    "These coverages belong to divisions that end: end them and start new ones",
                    at.Coverages
                )
            );
        if (at.People > 0)
            warnings.Add(
                new(
                    "people-of-whole",
                    "这些人员登记在被拆分的区划本级，不属于任何一部分，只有原区划和上级可见",
                    "These people are registered in the divided division itself and belong to none of the "
                        + "parts: only it and the divisions above see them",
                    at.People
                )
            );
        if (whole is not null && plan.Added.Single(a => a.Key == whole.To) is { } heir)
            warnings.Add(
                new(
                    "late-households",
                    $"应用前后才登记到被拆分区划的住户归入“{heir.Name}”（{heir.Code}）",
                    $"Households that are registered in the divided division in the meantime go into {heir.Name} ({heir.Code})",
                    0
                )
            );
        return warnings;
    }

    static async Task<Standing> StandingAsync(
        IEnumerable<Guid> ended,
        string? whole,
        Session session,
        CancellationToken ct
    ) =>
        (
            await session.Find<Standing>(
                AtEnded,
                new
                {
                    Ended = ended.ToArray(),
                    Whole = whole,
                    session.Now,
                },
                ct
            )
        )!;

    sealed record Standing(long Posts, long Organizations, long Coverages, long People);
}

using Organizations.Domain;
using Organizations.Features.Divisions;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.GroupLeaders;

/// <summary>
/// 双向互兼, first call: shows for every micro-grid of a district who would lead the group, who would be co-opted, and
/// which groups stay vacant and why. Nothing is appointed.
/// </summary>
static class PreviewLeaders
{
    /// <param name="Order">Another order of sources than the rule's, or only some of them.</param>
    public sealed record Request(
        [Required] Guid? DivisionId,
        [NotEmpty, Items(20), Distinct, Code(nameof(CodeTables.LeaderSource))] IReadOnlyList<string>? Order
    );

    const string RuleNow = """
        select version, sources, ties, groups_a_woman, least_age, greatest_age
        from leader_rules
        where platform.in_force(valid_from, valid_to, @Now)
        order by version desc
        limit 1
        """;

    const string Insert = """
        insert into leader_previews (
            id, division_id, scope_key, rule_version, sources, ties, groups_a_woman, least_age, greatest_age,
            fingerprint, made_by, made_at
        )
        values (
            @id, @DivisionId, @key, @Version, @sources, @ties, @GroupsAWoman, @LeastAge, @GreatestAge, @fingerprint,
            @by, @Now
        )
        """;

    const string InsertEntries = """
        insert into leader_preview_entries (
            id, preview_id, scope_key, division_id, outcome, person_id, source, counted_as, vacancy
        )
        select e.id, @preview, e.key, e.division, e.outcome, e.person, e.source, e.counted, e.vacancy
        from unnest(
            @ids, @keys, @divisions, @outcomes, @people, @sources, @counted, @vacancies
        ) as e (id, key, division, outcome, person, source, counted, vacancy)
        """;

    [EndpointSummary("双向互兼预览 Preview the rule for a district, with reasons for vacancies")]
    public static async Task<Created<GetPreview.Response>> Handle(
        Request request,
        Session session,
        CancellationToken ct
    )
    {
        var check = new Validation();
        var division = await session.FindDivisionInScope(request.DivisionId!.Value, ct);
        check.That(division is not null, "/divisionId", PlatformProblems.Unknown);
        check.ThrowIfInvalid();

        var row = (await session.Find<RuleRow>(RuleNow, new { session.Now }, ct))!;
        var rule = new LeaderRule(
            row.Version,
            request.Order ?? row.Sources,
            row.Ties,
            row.GroupsAWoman,
            row.LeastAge,
            row.GreatestAge
        );
        var plan = await LeaderPlan.MakeAsync(division!.Key, rule, session, ct);
        var id = Guid.CreateVersion7(session.Now);
        await session.Execute(
            Insert,
            new
            {
                id,
                request.DivisionId,
                key = division.Key,
                rule.Version,
                sources = rule.Sources.ToArray(),
                ties = rule.Ties.ToArray(),
                rule.GroupsAWoman,
                rule.LeastAge,
                rule.GreatestAge,
                fingerprint = plan.Fingerprint(),
                by = session.Caller.SubjectId,
                session.Now,
            },
            ct
        );
        await KeepAsync(id, plan, session, ct);
        session.RecordAccess(plan.People);
        return TypedResults.Created(
            $"/organizations/v1/concurrent-posts/previews/{id}",
            await GetPreview.AnswerAsync(id, session, ct)
        );
    }

    /// <summary>Entries in the order of the list: micro-grids by key, then co-options.</summary>
    static Task KeepAsync(Guid preview, LeaderPlan plan, Session session, CancellationToken ct)
    {
        var rows = plan
            .Places.Zip(plan.Leads, (p, l) => new Entry(
                    p.Key,
                    p.Id,
                    l.PersonId is null ? "vacant"
                        : l.Source is null ? "kept"
                        : "appoint",
                    l.PersonId,
                    l.Source,
                    l.Source is { } s ? LeaderSource.GroupOf(s) : null,
                    l.Vacancy
                ))
            .Concat(
                plan.CoOptions.Select(c => new Entry(
                    c.Head.Key,
                    c.Head.DivisionId,
                    "co-opt",
                    c.Head.PersonId,
                    c.Head.Source,
                    null,
                    c.Vacancy
                ))
            )
            .ToList();
        return session.Execute(
            InsertEntries,
            new
            {
                preview,
                ids = rows.Select(_ => Guid.CreateVersion7(session.Now)).Order().ToArray(),
                keys = Of(r => r.Key),
                divisions = Of(r => r.Division),
                outcomes = Of(r => r.Outcome),
                people = Of(r => r.Person),
                sources = Of(r => r.Source),
                counted = Of(r => r.Counted),
                vacancies = Of(r => r.Vacancy),
            },
            ct
        );

        T[] Of<T>(Func<Entry, T> member) => [.. rows.Select(member)];
    }

    sealed record RuleRow(
        int Version,
        string[] Sources,
        string[] Ties,
        int GroupsAWoman,
        int LeastAge,
        int GreatestAge
    );

    sealed record Entry(
        string Key,
        Guid Division,
        string Outcome,
        Guid? Person,
        string? Source,
        string? Counted,
        string? Vacancy
    );
}

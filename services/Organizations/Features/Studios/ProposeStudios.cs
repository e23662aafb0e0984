using System.Text.Json;
using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Studios;

/// <summary>
/// Proposes studios of the area; each is measured from its records at the end of the year, or today. Another proposal
/// measures it again.
/// </summary>
static class ProposeStudios
{
    public sealed record Request([Required, Items(500)] Guid[] StudioIds);

    const string Known = """
        select id, founded_on
        from studios
        where id = any (@ids)
            and starts_with(scope_key, @ScopeKey)
            and platform.in_force(founded_on, closed_on, @day)
        """;
    const string Standards = "select criterion, least from studio_standards where selection_id = @id";
    const string Upsert = """
        insert into studio_candidates (selection_id, studio_id, scope_key, measured, failed)
        values (@id, @studio, @ScopeKey, @measured::jsonb, @failed)
        on conflict (selection_id, studio_id)
            do update set measured = excluded.measured, failed = excluded.failed, chosen = false, title = null
        """;
    const string Reopen = "update studio_selections set state = 'open', version = version + 1 where id = @id";

    [EndpointSummary("推荐参评 Propose studios; they are measured")]
    public static async Task<Ok<GetSelection.Response>> Handle(
        Guid id,
        Request request,
        IfMatch ifMatch,
        Session session,
        CancellationToken ct
    )
    {
        Guid[] ids = [.. request.StudioIds.Distinct()];
        var selection = await Selection.HoldAsync(id, session, ct);
        ifMatch.Check(selection.Version);
        var end = new DateOnly(selection.Year, 12, 31);
        var day = end < session.Today ? end : session.Today;
        var founded = (
            await session.Query<Row>(
                Known,
                new
                {
                    ids,
                    selection.ScopeKey,
                    day,
                },
                ct
            )
        ).ToDictionary(s => s.Id, s => s.FoundedOn);
        var check = new Validation();
        foreach (var (i, studio) in request.StudioIds.Index())
            check.That(founded.ContainsKey(studio), $"/studioIds/{i}", PlatformProblems.Unknown);
        check.ThrowIfInvalid();

        var standards = (await session.Query<GetSelection.Standard>(Standards, new { id }, ct)).ToDictionary(
            s => s.Criterion,
            s => s.Least
        );
        var figures = await StudioFigures.ReadAsync(ids, day, session, ct);
        foreach (var studio in ids)
        {
            var measured = Measure(figures[studio], Years(founded[studio], day));
            var failed = StudioRules.Failed(standards, measured);
            await session.Execute(
                Upsert,
                new
                {
                    id,
                    studio,
                    selection.ScopeKey,
                    measured = JsonSerializer.Serialize(measured),
                    failed,
                },
                ct
            );
        }
        await session.Execute(Reopen, new { id }, ct);
        return await GetSelection.Handle(id, session, ct);
    }

    static Dictionary<string, decimal> Measure(StudioFigures f, int years) =>
        new()
        {
            ["members"] = f.Members,
            ["women"] = f.Women,
            ["women-share"] = f.WomenShare,
            ["results"] = f.Results,
            ["results-value"] = f.ResultsValue,
            ["apprenticeships"] = f.Apprenticeships,
            ["promotions"] = f.Promotions,
            ["years"] = years,
        };

    static int Years(DateOnly from, DateOnly to) =>
        to.Year - from.Year - (to < from.AddYears(to.Year - from.Year) ? 1 : 0);

    sealed record Row(Guid Id, DateOnly FoundedOn);
}

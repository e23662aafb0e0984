using System.Text.Json;
using ServiceDefaults.Auth;
using ServiceDefaults.Data;
using ServiceDefaults.Messaging;

namespace Organizations.Features.Reorganisations;

/// <summary>
/// 区划调整预览: computes and stores the effect of a move, merge or split, for a later application. Nothing else changes.
/// </summary>
static class PreviewReorganisation
{
    const string Insert = """
        insert into reorganisations (id, scope_key, kind, request, report, created_by, created_at)
        values (@id, @ScopeKey, @Kind, @request::jsonb, @report::jsonb, @by, @Now)
        """;

    [EndpointSummary("预览区划调整 Preview a move, merge or split of divisions")]
    [ChangesAreas]
    public static async Task<Created<ReorganisationRow.Answer>> Handle(
        Request request,
        Session session,
        CancellationToken ct
    )
    {
        var plan = await Planner.PlanAsync(request, session, ct);
        var report = await Report.OfAsync(plan, session, ct);
        session.RecordAccess(report.Gains.Holders.Concat(report.Losses.Holders).Select(h => h.PersonId));
        var id = Guid.CreateVersion7(session.Now);
        await session.Execute(
            Insert,
            new
            {
                id,
                plan.ScopeKey,
                request.Kind,
                request = JsonSerializer.Serialize(request, Wire.Json),
                report = report.ToJson(),
                by = session.Caller.SubjectId,
                session.Now,
            },
            ct
        );
        return TypedResults.Created(
            $"/organizations/v1/reorganisations/{id}",
            (await ReorganisationRow.LockAsync(id, session, ct)).ToAnswer()
        );
    }
}

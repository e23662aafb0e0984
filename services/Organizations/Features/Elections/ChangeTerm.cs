using Organizations.Features.Appointments;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Elections;

/// <summary>Changes the last day of a term; posts elected for it end with it, and its warnings follow.</summary>
static class ChangeTerm
{
    public sealed record Request([Required] LastDay? EndsOn);

    const string IsDissolved =
        "select exists (select from organizations where id = @OrganizationId and status = 'dissolved')";
    const string Overlapping = """
        select exists (
            select from terms
            where organization_id = @OrganizationId and id <> @Id and starts_on < @ends and ends_on > @StartsOn
        )
        """;
    const string Change = "update terms set ends_on = @ends, version = version + 1 where id = @id";
    const string Elected = """
        select a.id, a.person_id, a.post, a.division_id, a.organization_id, a.scope_key as key,
            a.valid_from as "from", @until as until
        from appointments a
        where a.source_id in (select id from elections where term_id = @id)
            and a.valid_to = @was
            and a.ended_at is null
            and a.valid_from < @until
        for update
        """;

    [EndpointSummary("变更届满日期 Change the end of a term")]
    public static async Task<Ok<TermView>> Handle(
        Guid id,
        Request request,
        IfMatch ifMatch,
        Session session,
        CancellationToken ct
    )
    {
        var term = await session.Find<TermView>(TermView.Source + " for update", new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        ifMatch.Check(term.Version);
        if (await session.Find<bool>(IsDissolved, new { term.OrganizationId }, ct))
            throw new ProblemException(Problems.OrganizationDissolved);
        var ends = request.EndsOn!.Value.Next;
        if (ends <= term.StartsOn || ends > term.StartsOn.AddYears(10))
            throw new ProblemException(PlatformProblems.Invalid, PlatformProblems.OutOfRange.At("/endsOn"));
        if (
            await session.Find<bool>(
                Overlapping,
                new
                {
                    term.OrganizationId,
                    term.Id,
                    term.StartsOn,
                    ends,
                },
                ct
            )
        )
            throw new ProblemException(Problems.TermsOverlap, PlatformProblems.OutOfRange.At("/endsOn"));
        await session.Execute(Change, new { id, ends }, ct);
        await ExtendAsync(id, term.EndsOn.End, ChinaDay.Begin(ends), session, ct);
        await WarnOfTerm.ScheduleAsync(id, ends, session, ct);
        return await GetTerm.Handle(id, session, ct);
    }

    /// <summary>Posts elected for the term get its new end.</summary>
    static async Task ExtendAsync(
        Guid id,
        DateTimeOffset was,
        DateTimeOffset until,
        Session session,
        CancellationToken ct
    )
    {
        var elected = await session.Query<Wanted>(
            Elected,
            new
            {
                id,
                until,
                was,
            },
            ct
        );
        var with = await Appointing.ChangeAsync(session, elected, ct);
        session.RecordAccess(elected.Select(e => e.PersonId).Concat(with.Select(s => s.PersonId)));
    }
}

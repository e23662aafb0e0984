using Contracts.Organizations.V1;
using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Appointments;

/// <summary>
/// Changes an appointment's days or basis; values not given stay. It is published again with its new days, and access
/// follows.
/// </summary>
static class ChangeAppointment
{
    /// <param name="ValidTo">Last day.</param>
    /// <param name="WithoutEnd">True removes the last day.</param>
    public sealed record Request(
        DateOnly? ValidFrom,
        LastDay? ValidTo,
        bool? WithoutEnd,
        [NotEmpty, Code(nameof(CodeTables.Basis))] string? Basis
    );

    const string Find = """
        select person_id, post, division_id, organization_id, scope_key, valid_from, valid_to, ended_at, mode, source_id,
            version
        from appointments
        where id = @id
        for update
        """;
    const string TermOf =
        "select t.starts_on, t.ends_on from elections e join terms t on t.id = e.term_id where e.id = @SourceId";

    [EndpointSummary("变更任职 Change the days of an appointment")]
    public static async Task<Ok<GetAppointment.Response>> Handle(
        Guid id,
        Request request,
        IfMatch ifMatch,
        Session session,
        CancellationToken ct
    )
    {
        var row = await session.Find<Row>(Find, new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        await Appointing.GuardAdministratorsAsync(row.Post, session, ct);
        ifMatch.Check(row.Version);
        if (row.EndedAt is not null)
            throw new ProblemException(Problems.AppointmentEnded);
        var from = request.ValidFrom is { } first ? ChinaDay.Begin(first) : row.ValidFrom;
        var to =
            request.WithoutEnd == true ? null
            : request.ValidTo is { } last ? last.End
            : row.ValidTo;
        CheckDays(request, from, to);
        if (row is { Post: Post.PlatformAdministrator, ScopeKey: "" } && (to is not null || from > session.Now))
            throw new ProblemException(Problems.LastAdministrator);

        if (row.Mode == "elected" && await session.Find<Term>(TermOf, row, ct) is { } term)
            CheckTerm(term, from, to, request.WithoutEnd == true ? "/withoutEnd" : "/validTo");

        var wanted = row.Wanted(id, from, to) with { Basis = request.Basis };
        var with = await Appointing.ChangeAsync(session, [wanted], ct);
        return TypedResults.Ok(await GetAppointment.AnswerAsync(id, session, ct, with));
    }

    static void CheckDays(Request request, DateTimeOffset from, DateTimeOffset? to)
    {
        var check = new Validation();
        check.That(request.WithoutEnd != true || request.ValidTo is null, "/withoutEnd", PlatformProblems.OutOfRange);
        check.That(to is null || to > from, "/validTo", PlatformProblems.OutOfRange);
        check.ThrowIfInvalid();
    }

    /// <exception cref="ProblemException">The last day lies after the term of the election.</exception>
    static void CheckTerm(Term term, DateTimeOffset from, DateTimeOffset? to, string pointer)
    {
        if (to is null || to > ChinaDay.Begin(term.EndsOn))
            throw new ProblemException(Problems.BeyondTerm, PlatformProblems.OutOfRange.At(pointer));
        if (from < ChinaDay.Begin(term.StartsOn))
            throw new ProblemException(Problems.BeyondTerm, PlatformProblems.OutOfRange.At("/validFrom"));
    }

    sealed record Row(
        Guid PersonId,
        string Post,
        Guid? DivisionId,
        Guid? OrganizationId,
        string ScopeKey,
        DateTimeOffset ValidFrom,
        DateTimeOffset? ValidTo,
        DateTimeOffset? EndedAt,
        string Mode,
        Guid? SourceId,
        long Version
    )
    {
        public Wanted Wanted(Guid id, DateTimeOffset from, DateTimeOffset? to) =>
            new(
                id,
                PersonId,
                Post,
                Posts.IsInOrganization(Post) ? null : DivisionId,
                OrganizationId,
                ScopeKey,
                from,
                to
            );
    }

    sealed record Term(DateOnly StartsOn, DateOnly EndsOn);
}

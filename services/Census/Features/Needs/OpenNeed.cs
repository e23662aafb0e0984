using Census.Domain;
using Census.Features.Residents;
using Contracts.Census.V1;
using Npgsql;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Census.Features.Needs;

/// <summary>
/// Opens a need of one resident, who has given separate consent to share it with the other services.
/// </summary>
static class OpenNeed
{
    public sealed record Request(
        Guid? Id,
        [Required] Guid? ResidentId,
        Guid? VisitId,
        [Required, Code(nameof(CodeTables.NeedKind))] string Kind,
        [Items(28)] IReadOnlyList<Hours.Span>? Hours,
        [Items(20), Distinct, Longest(40), Like(Formats.CodePattern), Example("domestic-service")]
            IReadOnlyList<string>? Skills,
        [Lines, Longest(1_000), Example("孩子放学前须回家")] string? Note,
        bool? Consent
    );

    public sealed record Response(Guid Id, [Code(nameof(CodeTables.NeedState))] string State, long Version)
        : IVersioned;

    const int WorkingAge = 16;

    // Locks the household until the commit: a concurrent move waits, and then moves the need too.
    const string Resident = """
        select r.household_id, h.scope_key, r.name, r.birth_date,
            exists (select from visits v where v.id = @VisitId and v.household_id = r.household_id) as visited
        from residents r join households h on h.id = r.household_id where r.id = @ResidentId for share of h
        """;

    const string Insert = """
        insert into needs (
            id, resident_id, household_id, scope_key, visit_id, kind, hours, skills, note, consented_at, opened_by,
            opened_at
        )
        values (
            @id, @ResidentId, @HouseholdId, @ScopeKey, @VisitId, @Kind, @hours::jsonb, @skills, @note, @Now, @Subject,
            @Now
        )
        """;

    [EndpointSummary("登记需求 Open a need")]
    public static async Task<Created<Response>> Handle(Request request, Session session, CancellationToken ct)
    {
        var check = new Validation();
        var personId = request.ResidentId!.Value;
        var person = await PersonAsync(request, check, session, ct);
        var hours = Hours.Read(check, "/hours", request.Hours);
        var skills = request.Skills ?? [];
        if (request.Consent is not true)
            if (check.Errors.Count == 0)
                throw new ProblemException(Problems.ConsentNeeded, Problems.Consent.At("/consent"));
            else
                check.Add("/consent", Problems.Consent);
        check.ThrowIfInvalid();

        var id = request.Id ?? Guid.CreateVersion7(session.Now);
        try
        {
            await session.Execute(
                Insert,
                new
                {
                    id,
                    request.ResidentId,
                    person!.HouseholdId,
                    person.ScopeKey,
                    request.VisitId,
                    request.Kind,
                    hours = Hours.ToJson(hours),
                    skills,
                    note = request.Note is null ? null : session.Sealer.Seal(request.Note, "needs", id, "note"),
                    session.Now,
                    session.Caller.Subject,
                },
                ct
            );
        }
        catch (PostgresException e) when (e.ConstraintName == "needs_one_open")
        {
            throw new ProblemException(Problems.NeedAlreadyOpen);
        }
        NeedProgress.Note(session, id, Guid.CreateVersion7(session.Now), session.Now, "opened", request.VisitId);
        session.RecordAccess(personId);
        session.Publish(sealer => new NeedOpened(
            id,
            personId,
            person.HouseholdId,
            person.ScopeKey,
            request.Kind,
            sealer.Seal("name", session.Sealer.Open(person.Name, ResidentRow.Table, personId, "name")),
            hours,
            skills,
            session.Caller.Subject
        ));
        return TypedResults.Created($"/census/v1/needs/{id}", new Response(id, "open", 1));
    }

    static async Task<Person?> PersonAsync(Request request, Validation check, Session session, CancellationToken ct)
    {
        var person = await session.Find<Person>(Resident, request, ct);
        check.That(person is not null, "/residentId", PlatformProblems.Unknown);
        if (person is { } p && p.BirthDate.AddYears(WorkingAge) > session.Today)
            check.Add("/residentId", Problems.TooYoungToWork);
        if (request.VisitId is not null && person is { Visited: false })
            check.Add("/visitId", PlatformProblems.Unknown);
        return person;
    }

    sealed record Person(Guid HouseholdId, string ScopeKey, byte[] Name, DateOnly BirthDate, bool Visited);
}

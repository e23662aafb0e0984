using Organizations.Domain;
using Organizations.Features.Divisions;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.People;

static class RegisterPerson
{
    /// <param name="DivisionId">Division of registration; the caller's own area if not given.</param>
    public sealed record Request(
        Guid? Id,
        string Name,
        string? Telephone,
        string? CitizenId,
        string? Sex,
        DateOnly? BirthDate,
        string? Education,
        string? Occupation,
        string? Ethnicity,
        Guid? DivisionId
    ) : PersonEntry(Name, Telephone, CitizenId, Sex, BirthDate, Education, Occupation, Ethnicity);

    internal const string Known =
        "select exists (select from people where citizen_id_index = @index and id is distinct from @id)";

    const string Insert = """
        insert into people (
            id, scope_key, name, telephone, telephone_index, citizen_id, citizen_id_index, sex, birth_date, education,
            occupation, ethnicity, registered_by, registered_at
        )
        values (
            @id, coalesce(@key, current_setting('app.lo0', true)), @Name, @Telephone, @TelephoneIndex, @CitizenId,
            @CitizenIdIndex, @Sex, @BirthDate, @Education, @Occupation, @Ethnicity, @by, @now
        )
        """;

    [EndpointSummary("登记人员 Register a person")]
    public static async Task<Created<GetPerson.Response>> Handle(Request r, Session session, CancellationToken ct)
    {
        var check = new Validation();
        var facts = PersonFacts.Read(check, session.Today, r);
        var division = r.DivisionId is { } divisionId ? await session.FindDivisionInScope(divisionId, ct) : null;
        check.That(r.DivisionId is null || division is not null, "/divisionId", PlatformProblems.Unknown);
        check.ThrowIfInvalid();

        var id = r.Id ?? Guid.CreateVersion7(session.Now);
        var s = facts.Seal(session.Sealer, id);
        await Identities.HoldAsync(session, [s.CitizenIdIndex], ct);
        // Only people in the caller's scope count: a conflict must not reveal a person outside it.
        if (
            s.CitizenIdIndex is not null
            && await session.Find<bool>(Known, new { index = s.CitizenIdIndex, id = (Guid?)null }, ct)
        )
            throw new ProblemException(Problems.AlreadyRegistered, PlatformProblems.Duplicate.At("/citizenId"));
        await session.Execute(
            Insert,
            new
            {
                id,
                key = division?.Key,
                s.Name,
                s.Telephone,
                s.TelephoneIndex,
                s.CitizenId,
                s.CitizenIdIndex,
                s.Sex,
                s.BirthDate,
                s.Education,
                s.Occupation,
                s.Ethnicity,
                by = session.Caller.SubjectId,
                now = session.Now,
            },
            ct
        );
        return TypedResults.Created($"/organizations/v1/people/{id}", await GetPerson.ReadAsync(id, session, ct));
    }
}

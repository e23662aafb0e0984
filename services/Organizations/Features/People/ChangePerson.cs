using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.Standards;

namespace Organizations.Features.People;

/// <summary>Corrects the record of a person; values not given stay, "" clears one.</summary>
static class ChangePerson
{
    public sealed record Request(
        [NotEmpty, Longest(100), Example("王秀英")] string? Name,
        [Clearable, Like(Telephone.Pattern), Example("13900000000")] string? Telephone,
        [Clearable, Like(CitizenId.Pattern), Example("11010519491231002X")] string? CitizenId,
        [Clearable, Code(nameof(NationalCodes.Sex))] string? Sex,
        DateOnly? BirthDate,
        [Clearable, Code(nameof(NationalCodes.Education))] string? Education,
        [Clearable, Longest(100), Example("教师")] string? Occupation,
        [Clearable, Code(nameof(NationalCodes.Ethnicity))] string? Ethnicity
    );

    const string Find = """
        select name, telephone, citizen_id, sex, birth_date, education, occupation, ethnicity, version
        from people
        where id = @id
        for update
        """;
    const string Change = """
        update people
        set name = @Name, telephone = @Telephone, telephone_index = @TelephoneIndex, citizen_id = @CitizenId,
            citizen_id_index = @CitizenIdIndex, sex = @Sex, birth_date = @BirthDate,
               education = @Education, occupation = @Occupation, ethnicity = @Ethnicity, version = version + 1
               where id = @id
        """;

    [EndpointSummary("更正人员 Correct the record of a person")]
    public static async Task<Ok<GetPerson.Response>> Handle(
        Guid id,
        Request r,
        IfMatch ifMatch,
        Session session,
        CancellationToken ct
    )
    {
        var row = await session.Find<Row>(Find, new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        ifMatch.Check(row.Version);
        // A new citizen id replaces sex and birth date.
        var (sex, born) = r.CitizenId is { Length: > 0 }
            ? (r.Sex, r.BirthDate)
            : (r.Sex ?? row.Sex, r.BirthDate ?? row.BirthDate);
        var entry = new PersonEntry(
            r.Name ?? row.Name,
            r.Telephone ?? Open(row.Telephone, "telephone"),
            r.CitizenId ?? Open(row.CitizenId, "citizen_id"),
            sex,
            born,
            r.Education ?? row.Education,
            r.Occupation ?? row.Occupation,
            r.Ethnicity ?? row.Ethnicity
        );
        var check = new Validation();
        check.Members("", entry);
        check.ThrowIfInvalid();
        var facts = PersonFacts.Read(check, session.Today, entry);
        check.ThrowIfInvalid();
        var s = facts.Seal(session.Sealer, id);
        await Identities.HoldAsync(session, [s.CitizenIdIndex], ct);
        if (
            s.CitizenIdIndex is not null
            && await session.Find<bool>(RegisterPerson.Known, new { index = s.CitizenIdIndex, id = (Guid?)id }, ct)
        )
            throw new ProblemException(Problems.AlreadyRegistered, PlatformProblems.Duplicate.At("/citizenId"));
        await session.Execute(
            Change,
            new
            {
                id,
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
            },
            ct
        );
        return TypedResults.Ok(await GetPerson.ReadAsync(id, session, ct));

        string? Open(byte[]? value, string column) =>
            value is null ? null : session.Sealer.Open(value, "people", id, column);
    }

    sealed record Row(
        string Name,
        byte[]? Telephone,
        byte[]? CitizenId,
        string Sex,
        DateOnly? BirthDate,
        string? Education,
        string? Occupation,
        string? Ethnicity,
        long Version
    );
}

using Census.Domain;
using Census.Features.Residents;
using Contracts.Census.V1;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Census.Features.Households;

/// <summary>登记家庭: registers a household together with its residents.</summary>
static class RegisterHousehold
{
    public sealed record Request(
        Guid? Id,
        [Required] Guid? DivisionId,
        [Required, Longest(200), Example("城东街12号")] string Address,
        [Required, Code(nameof(CodeTables.HouseholdType))] string Type,
        [Longest(200), Example("楼房三室")] string? Dwelling,
        [Items(20), Distinct, Code(nameof(CodeTables.Category))] IReadOnlyList<string>? Categories,
        [Required, Items(500)] IReadOnlyList<ResidentEntry> Residents
    );

    public sealed record Response(Guid Id, IReadOnlyList<Resident> Residents, long Version) : IVersioned;

    public sealed record Resident(Guid Id);

    const int MostInFamily = 50,
        CommunityLevel = 5;

    const string InsertHousehold = """
        insert into households (
            id, division_id, scope_key, type, address, dwelling, categories, registered_by, registered_at
        )
        values (@id, @division, @Key, @Type, @address, @dwelling, @categories, @Subject, @Now)
        """;

    const string InsertCategories =
        "insert into household_categories (category, scope_key, household_id) "
        + "select unnest(@categories::text[]), @Key, @id";

    const string InsertResident = """
        insert into residents (
            id, household_id, scope_key, relation, name, citizen_id, citizen_id_index, duplicate_of, telephone,
            telephone_index, sex, birth_date,
            ethnicity, registration_place, education, marital_status, employment)
        values (
            @Id, @household, @key, @Relation, @name, @citizenId, @citizenIdIndex, @duplicateOf, @telephone, @telephoneIndex,
            @Sex, @BirthDate, @Ethnicity, @registrationPlace, @Education, @MaritalStatus, @Employment
        )
        """;

    const string InsertGrams = """
        insert into household_grams (gram, scope_key, household_id, resident_id)
        select unnest(@grams::bytea[]), @key, @household, @Id
        """;

    [EndpointSummary("登记家庭 Register a household")]
    public static async Task<Created<Response>> Handle(Request request, Session session, CancellationToken ct)
    {
        var check = new Validation();
        var (area, residents) = await ReadAsync(request, check, session, ct);
        var categories = Categories.Sorted(request.Categories ?? []);
        check.ThrowIfInvalid();

        var id = request.Id ?? Guid.CreateVersion7(session.Now);
        var duplicates = await Duplicates.FindAsync(session, residents, ct);
        var household = new
        {
            id,
            division = area!.Id,
            area.Key,
            request.Type,
            address = Seal(request.Address, "address"),
            dwelling = request.Dwelling is null ? null : Seal(request.Dwelling, "dwelling"),
            categories,
            session.Caller.Subject,
            session.Now,
        };
        session.Defer(InsertHousehold, household);
        session.Defer(InsertCategories, household);
        foreach (var resident in residents)
            Insert(session, resident, id, area.Key, duplicates);
        await Duplicates.RaiseAsync(session, duplicates, area.Key, ct);

        session.RecordAccess(residents.Select(r => r.Id));
        var grown = session.Today.AddYears(-18);
        session.Publish(
            new HouseholdRegistered(
                id,
                area.Key,
                residents.Count,
                session.Caller.Subject,
                residents.Count(r => r.Sex == "2" && r.BirthDate <= grown),
                residents.Count(r => r.BirthDate > grown)
            )
        );
        return TypedResults.Created(
            $"/census/v1/households/{id}",
            new Response(id, residents.ConvertAll(r => new Resident(r.Id)), 1)
        );

        byte[] Seal(string text, string column) => session.Sealer.Seal(text, "households", id, column);
    }

    static async Task<(Contracts.Area?, List<NewResident>)> ReadAsync(
        Request request,
        Validation check,
        Session session,
        CancellationToken ct
    )
    {
        var area = await session.FindAreaInScope(request.DivisionId!.Value, ct);
        check.That(area is not null, "/divisionId", PlatformProblems.Unknown);
        check.That(area is not { Level: < CommunityLevel }, "/divisionId", Problems.NotACommunity);
        var (isFamily, heads) = (request.Type == "family", request.Residents.Count(r => r.Relation == "0"));
        check.That(!isFamily || request.Residents.Count <= MostInFamily, "/residents", PlatformProblems.TooLong);
        check.That(heads == 1 || (heads == 0 && !isFamily), "/residents", Problems.OneHead);
        return (area, NewResident.ReadAll(check, "/residents", request.Residents, session.Now, session.Today));
    }

    static void Insert(
        Session session,
        NewResident r,
        Guid household,
        string key,
        IReadOnlyDictionary<Guid, Duplicate> duplicates
    )
    {
        byte[]? Seal(string? text, string column) =>
            text is null ? null : session.Sealer.Seal(text, ResidentRow.Table, r.Id, column);
        byte[]? Index(string? text, string column) =>
            text is null ? null : session.Sealer.Index(text, ResidentRow.Table, column);
        var resident = new
        {
            r.Id,
            household,
            key,
            r.Relation,
            name = Seal(r.Name, "name"),
            citizenId = Seal(r.CitizenId?.Text, "citizen_id"),
            citizenIdIndex = Index(r.CitizenId?.Text, "citizen_id"),
            duplicateOf = duplicates.TryGetValue(r.Id, out var duplicate) ? duplicate.OriginalId : (Guid?)null,
            telephone = Seal(r.Telephone?.Text, "telephone"),
            telephoneIndex = Index(r.Telephone?.Text, "telephone"),
            r.Sex,
            r.BirthDate,
            r.Ethnicity,
            registrationPlace = Seal(r.RegistrationPlace, "registration_place"),
            r.Education,
            r.MaritalStatus,
            r.Employment,
            grams = NameGrams.Of(r.Name).Select(g => Index(g, "name_gram")!).ToArray(),
        };
        session.Defer(InsertResident, resident);
        session.Defer(InsertGrams, resident);
    }
}

using ServiceDefaults.Data;
using ServiceDefaults.Sealing;

namespace Census.Features.Residents;

/// <summary>A row of residents: personal text is sealed and bound to the row.</summary>
sealed record ResidentRow(
    Guid Id,
    long Version,
    Guid HouseholdId,
    string Relation,
    byte[] Name,
    byte[]? CitizenId,
    byte[]? Telephone,
    string Sex,
    DateOnly BirthDate,
    string? Ethnicity,
    byte[]? RegistrationPlace,
    string? Education,
    string? MaritalStatus,
    string Employment
)
{
    public const string Table = "residents";

    /// <summary>The columns in the order of this record.</summary>
    public const string Columns =
        "r.id, r.version, r.household_id, r.relation, r.name, r.citizen_id, r.telephone, r.sex, "
        + "r.birth_date, r.ethnicity, r.registration_place, r.education, r.marital_status, r.employment";

    public const string ById = $"select {Columns} from {Table} r where r.id = @id";

    /// <summary>The view for callers who may see the resident: the name in clear, numbers masked.</summary>
    public ResidentView View(Session session) =>
        new(
            Id,
            HouseholdId,
            session.Show(Name, Table, Id, "name"),
            Relation,
            Mask.Middle(session.Show(CitizenId, Table, Id, "citizen_id"), 6, 4),
            Mask.Middle(session.Show(Telephone, Table, Id, "telephone"), 3, 4),
            Sex,
            BirthDate,
            Ethnicity,
            session.Show(RegistrationPlace, Table, Id, "registration_place"),
            Education,
            MaritalStatus,
            Employment,
            Version
        );
}

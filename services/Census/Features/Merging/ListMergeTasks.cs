using System.Text.Json.Serialization;
using Census.Features.Residents;
using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.Sealing;

namespace Census.Features.Merging;

/// <summary>
/// Double registrations in areas that do not see each other, oldest first, for the officers above both areas.
/// </summary>
static class ListMergeTasks
{
    public sealed record Item(Guid Id, DateTimeOffset CreatedAt, Party Resident, Party Other, long Version)
    {
        // Cells of the exported file.
        [JsonIgnore]
        public Guid ResidentId => Resident.Id;

        [JsonIgnore]
        public string? ResidentNameMasked => Resident.NameMasked;

        [JsonIgnore]
        public string? ResidentDivision => Resident.Division;

        [JsonIgnore]
        public Guid OtherId => Other.Id;

        [JsonIgnore]
        public string? OtherNameMasked => Other.NameMasked;

        [JsonIgnore]
        public string? OtherDivision => Other.Division;
    }

    public sealed record Party(Guid Id, Guid HouseholdId, string? NameMasked, string? Division);

    const string Source = """
        select t.id, t.version, t.created_at, r.id as resident_id, r.household_id as resident_household,
            r.name as resident_name, ra.name as resident_division,
            o.id as other_id, o.household_id as other_household, o.name as other_name, oa.name as other_division
        from merge_tasks t
            join residents r on r.id = t.resident_id
            join households rh on rh.id = r.household_id
            left join platform.areas ra on ra.id = rh.division_id
            join residents o on o.id = t.other_id
            join households oh on oh.id = o.household_id
            left join platform.areas oa on oa.id = oh.division_id
        """;

    static readonly Listing<Row, Item> List = Listing.Of<Row, Item>(
        "merge-tasks",
        Source,
        (row, session) => row.View(session),
        new("id", "编号"),
        new("createdAt", "发现时间"),
        new("residentId", "人员编号"),
        new("residentNameMasked", "姓名") { Plain = true, Of = "residentId" },
        new("residentDivision", "辖区") { Search = true },
        new("otherId", "另一登记编号"),
        new("otherNameMasked", "另一登记姓名") { Plain = true, Of = "otherId" },
        new("otherDivision", "另一登记辖区") { Search = true }
    ) with
    {
        Subjects = row => [row.ResidentId, row.OtherId],
    };

    [EndpointSummary("重复登记待核 People registered twice; filter, search, sort, CSV, XLSX")]
    public static Task<ListAnswer<Item>> Handle(ListQuery query, Session session, CancellationToken ct) =>
        List.AnswerAsync(query, session, ct: ct);

    sealed record Row(
        Guid Id,
        long Version,
        DateTimeOffset CreatedAt,
        Guid ResidentId,
        Guid ResidentHousehold,
        byte[] ResidentName,
        string? ResidentDivision,
        Guid OtherId,
        Guid OtherHousehold,
        byte[] OtherName,
        string? OtherDivision
    )
    {
        public Item View(Session session) =>
            new(
                Id,
                CreatedAt,
                new(
                    ResidentId,
                    ResidentHousehold,
                    Mask.Name(session.Show(ResidentName, ResidentRow.Table, ResidentId, "name")),
                    ResidentDivision
                ),
                new(
                    OtherId,
                    OtherHousehold,
                    Mask.Name(session.Show(OtherName, ResidentRow.Table, OtherId, "name")),
                    OtherDivision
                ),
                Version
            );
    }
}

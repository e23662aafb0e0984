using Census.Features.Residents;
using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.Sealing;

namespace Census.Features.Merging;

/// <summary>
/// People registered twice in areas of which neither sees the other, oldest first, for whoever answers for both.
/// </summary>
static class ListMergeTasks
{
    public sealed record Item(Guid Id, DateTimeOffset CreatedAt, Party Resident, Party Other, long Version);

    public sealed record Party(Guid Id, Guid HouseholdId, string? NameMasked, string? Division);

    const string Page = """
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
        where t.id > @after order by t.id limit @Take
        """;

    [EndpointSummary("重复登记待核 People registered twice")]
    public static async Task<Ok<Page<Item>>> Handle(Session session, Paging paging, CancellationToken ct)
    {
        var page = paging.Of(await session.Query<Row>(Page, new { after = paging.After<Guid>(), paging.Take }, ct), t =>
            t.Id
        );
        session.Saw(page.Items.SelectMany(t => new[] { t.ResidentId, t.OtherId }));
        return TypedResults.Ok(new Page<Item>([.. page.Items.Select(t => t.View(session))], page.Next));
    }

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

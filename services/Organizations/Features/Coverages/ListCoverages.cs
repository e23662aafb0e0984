using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Coverages;

/// <summary>Coverages of today, or as of the end of another day.</summary>
static class ListCoverages
{
    public sealed record Item(
        Guid Id,
        Guid PersonId,
        string Person,
        [Code(nameof(CodeTables.Post))] string Post,
        bool Lead,
        [Code(nameof(CodeTables.CoverageKind))] string Kind,
        Guid? DivisionId,
        string? Code,
        string? Place,
        Guid? HouseholdId,
        DateTimeOffset ValidFrom,
        DateTimeOffset? EndedAt
    );

    const string Source = """
        select c.id, c.person_id, p.name as person, c.post,
            exists (
                   select from coverage_leads l
                   where l.coverage_id = c.id and platform.in_force(l.valid_from, l.ended_at, @at)
               ) as lead,
               coalesce(d.kind, 'household') as kind, c.division_id, d.code, d.name as place, c.household_id,
               c.valid_from, c.ended_at
        from coverages c join people p on p.id = c.person_id left join divisions d on d.id = c.division_id
        where platform.in_force(c.valid_from, c.ended_at, @at)
        """;

    static readonly Listing<Item, Item> List = Listing.Of<Item>(
        "coverages",
        Source,
        new("person", "姓名") { Search = true },
        new("post", "职务") { Table = CodeTables.Post },
        new("lead", "主责"),
        new("kind", "类别") { Table = CodeTables.CoverageKind },
        new("code", "代码"),
        new("place", "包联区域") { Search = true },
        new("validFrom", "开始"),
        new("endedAt", "结束"),
        new("personId", "人员编号") { Hidden = true },
        new("divisionId", "区划编号") { Hidden = true },
        new("householdId", "家庭编号")
    ) with
    {
        Subject = r => r.PersonId,
    };

    [EndpointSummary("包联名单 Coverages, of one day with asOf; filter, sort, CSV, XLSX")]
    public static Task<ListAnswer<Item>> Handle(
        ListQuery query,
        DateOnly? asOf,
        Session session,
        CancellationToken ct
    ) => List.AnswerAsync(query, session, new { at = Moment.Of(asOf, session) }, ct);
}

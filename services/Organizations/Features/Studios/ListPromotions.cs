using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Studios;

static class ListPromotions
{
    public sealed record Item(
        Guid Id,
        Guid StudioId,
        string? Studio,
        Guid PersonId,
        string? Person,
        [Code(nameof(CodeTables.SkillGrade))] string Grade,
        DateOnly PromotedOn
    );

    const string Source = """
        select s.id, s.studio_id, o.name as studio, s.person_id, p.name as person, s.grade, s.promoted_on
        from studio_promotions s
        left join organizations o on o.id = s.studio_id
        left join people p on p.id = s.person_id
        """;

    static readonly Listing<Item, Item> List = Listing.Of<Item>(
        "studio-promotions",
        Source,
        new("id", "编号"),
        new("studioId", "工作室编号") { Hidden = true },
        new("studio", "工作室") { Search = true },
        new("personId", "人员编号") { Hidden = true },
        new("person", "姓名") { Search = true },
        new("grade", "技能等级") { Table = CodeTables.SkillGrade },
        new("promotedOn", "晋升日期")
    ) with
    {
        Subject = p => p.PersonId,
    };

    [EndpointSummary("晋升名单 Promotions; filter, sort, CSV, XLSX")]
    public static Task<ListAnswer<Item>> Handle(ListQuery query, Session session, CancellationToken ct) =>
        List.AnswerAsync(query, session, ct: ct);
}

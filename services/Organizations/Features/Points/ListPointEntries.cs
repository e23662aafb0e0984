using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Points;

/// <summary>Entries that were earned in the caller's area.</summary>
static class ListPointEntries
{
    public sealed record Item(
        Guid Id,
        Guid PersonId,
        string PersonName,
        [Code(nameof(CodeTables.PointKind))] string Kind,
        int Points,
        int? RuleVersion,
        int? PeriodTotal,
        Guid? Reverses,
        DateTimeOffset OccurredAt,
        string? Note
    );

    const string Source = """
        select e.id, e.person_id, p.name as person_name, e.kind, e.points, e.rule_version, e.period_total, e.reverses,
            e.occurred_at, e.note
        from point_entries e join people p on p.id = e.person_id
        """;

    static readonly Listing<Item, Item> List = Listing.Of<Item>(
        "point-entries",
        Source,
        new("id", "编号"),
        new("personId", "人员编号"),
        new("personName", "姓名") { Search = true },
        new("kind", "事项") { Table = CodeTables.PointKind },
        new("points", "积分"),
        new("ruleVersion", "规则版本"),
        new("periodTotal", "周期累计"),
        new("reverses", "冲销"),
        new("occurredAt", "时间"),
        new("note", "说明")
    ) with
    {
        Subject = i => i.PersonId,
    };

    [EndpointSummary("积分明细 Point entries of the area")]
    public static Task<ListAnswer<Item>> Handle(ListQuery query, Session session, CancellationToken ct) =>
        List.AnswerAsync(query, session, ct: ct);
}

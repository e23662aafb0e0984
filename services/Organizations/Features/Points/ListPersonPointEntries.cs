using Organizations.Domain;
using Organizations.Features.People;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Points;

/// <summary>The entries of a person's account as a list that is filtered and sorted and goes into a file.</summary>
static class ListPersonPointEntries
{
    public sealed record Item(
        Guid Id,
        string Kind,
        int Points,
        int? RuleVersion,
        int? PeriodTotal,
        int? Cap,
        string? CapPeriod,
        DateTimeOffset OccurredAt,
        string Reason,
        string ReasonEn,
        Guid? Reverses,
        Guid SourceId
    );

    static readonly Listing<PointRow, Item> List = Listing.Of<PointRow, Item>(
        "points",
        PointRow.Source,
        (row, _) => ItemOf(row),
        new("occurredAt", "时间"),
        new("kind", "事项") { Table = CodeTables.PointKind },
        new("points", "积分"),
        new("ruleVersion", "规则版本"),
        new("cap", "上限"),
        new("capPeriod", "上限周期") { Table = CodeTables.Period },
        new("periodTotal", "周期累计"),
        new("reason", "说明") { Plain = true },
        new("reasonEn", "英文说明") { Plain = true },
        new("reverses", "冲销"),
        new("sourceId", "来源记录"),
        new("id", "编号")
    ) with
    {
        DefaultSort = "-occurredAt",
    };

    [EndpointSummary("个人积分明细 Point entries of a person; filter, sort, CSV, XLSX")]
    public static async Task<IResult> Handle(Guid id, ListQuery query, Session session, CancellationToken ct)
    {
        if (id != session.Caller.SubjectId)
            await PersonInSight.MustSeeAsync(session, id, ct);
        session.Saw(id);
        return await List.AnswerAsync(query, session, new { id }, ct);
    }

    static Item ItemOf(PointRow r)
    {
        var (zh, en) = r.Why();
        return new(
            r.Id,
            r.Kind,
            r.Points,
            r.RuleVersion,
            r.PeriodTotal,
            r.Cap,
            r.CapPeriod,
            r.OccurredAt,
            zh,
            en,
            r.Reverses,
            r.SourceId
        );
    }
}

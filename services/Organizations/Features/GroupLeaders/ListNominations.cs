using Organizations.Domain;
using Organizations.Features.Coverages;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.GroupLeaders;

static class ListNominations
{
    static readonly Listing<NominationRow, NominationRow> List = Listing.Of<NominationRow>(
        "nominations",
        $"{NominationRow.Source} where platform.in_force(n.valid_from, n.ended_at, @at)",
        new("code", "代码"),
        new("place", "微网格") { Search = true },
        new("person", "姓名") { Search = true },
        new("kind", "方式") { Table = CodeTables.NominationKind },
        new("willing", "本人愿意"),
        new("validFrom", "时间"),
        new("personId", "人员编号") { Hidden = true },
        new("divisionId", "微网格编号") { Hidden = true }
    ) with
    {
        Subject = r => r.PersonId,
    };

    [EndpointSummary("推荐名单 Nominations, of one day with asOf; filter, sort, CSV, XLSX")]
    public static Task<ListAnswer<NominationRow>> Handle(
        ListQuery query,
        DateOnly? asOf,
        Session session,
        CancellationToken ct
    ) => List.AnswerAsync(query, session, new { at = Moment.Of(asOf, session) }, ct);
}

using Organizations.Domain;
using Organizations.Features.Coverages;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.GroupLeaders;

/// <summary>Nominations as they are read, changed and withdrawn.</summary>
static class Nominations
{
    /// <param name="Willing">Whether she would lead the group.</param>
    public sealed record Change(bool? Willing);

    public sealed record Response(
        Guid Id,
        Guid PersonId,
        string Person,
        Guid DivisionId,
        string Code,
        string Place,
        string Kind,
        bool Willing,
        DateTimeOffset ValidFrom,
        DateTimeOffset? EndedAt,
        long Version
    ) : IVersioned;

    const string Source = """
        select n.id, n.person_id, p.name as person, n.division_id, d.code, d.name as place, n.kind, n.willing,
            n.valid_from, n.ended_at, n.version
        from nominations n join people p on p.id = n.person_id join divisions d on d.id = n.division_id
        """;
    const string Find = $"{Source} where n.id = @id";
    const string Lock = "select version, ended_at from nominations where id = @id for update";
    const string SetWilling = "update nominations set willing = @willing, version = version + 1 where id = @id";
    const string End = "update nominations set ended_at = @Now, version = version + 1 where id = @id";

    static readonly Listing<Response, Response> List = Listing.Of<Response>(
        "nominations",
        $"{Source} where n.valid_from <= @at and (n.ended_at is null or n.ended_at > @at)",
        new("code", "代码"),
        new("place", "微网格") { Search = true },
        new("person", "姓名") { Search = true },
        new("kind", "方式") { Codes = [LeaderSource.SelfNominated, LeaderSource.Recommended] },
        new("willing", "本人愿意"),
        new("validFrom", "时间"),
        new("personId", "人员编号") { Hidden = true },
        new("divisionId", "微网格编号") { Hidden = true }
    ) with
    {
        Subject = r => r.PersonId,
    };

    [EndpointSummary("推荐名单 Who was put forward, of one day with asOf; filter, sort, CSV, XLSX")]
    public static Task<IResult> HandleList(ListQuery query, DateOnly? asOf, Session session, CancellationToken ct) =>
        List.AnswerAsync(query, session, new { at = Moment.Of(asOf, session) }, ct);

    [EndpointSummary("推荐 Nomination")]
    public static async Task<IResult> HandleGet(Guid id, Session session, CancellationToken ct)
    {
        var row = await session.Find<Response>(Find, new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        session.Saw(row.PersonId);
        return TypedResults.Ok(row);
    }

    [EndpointSummary("本人意愿 Whether she is willing")]
    public static async Task<IResult> HandlePut(
        Guid id,
        Change request,
        IfMatch ifMatch,
        Session session,
        CancellationToken ct
    )
    {
        var check = new Validation();
        var willing = check.Value("/willing", request.Willing);
        check.ThrowIfInvalid();
        var row = await session.Find<Row>(Lock, new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        ifMatch.Check(row.Version);
        if (row.EndedAt is not null)
            throw new ProblemException(Problems.NominationEnded);
        await session.Execute(SetWilling, new { id, willing }, ct);
        return await HandleGet(id, session, ct);
    }

    [EndpointSummary("撤回推荐 Withdraw a nomination")]
    public static async Task<IResult> HandleEnd(Guid id, IfMatch ifMatch, Session session, CancellationToken ct)
    {
        var row = await session.Find<Row>(Lock, new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        if (row.EndedAt is not null)
            throw new ProblemException(Problems.NominationEnded);
        ifMatch.Check(row.Version);
        await session.Execute(End, new { id, session.Now }, ct);
        return await HandleGet(id, session, ct);
    }

    sealed record Row(long Version, DateTimeOffset? EndedAt);
}

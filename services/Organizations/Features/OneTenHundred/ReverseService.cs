using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.OneTenHundred;

/// <summary>
/// Services that no event tells, as they were recorded; what was recorded by mistake is reversed and counts no longer,
/// but stays and says so.
/// </summary>
static class ReverseService
{
    public sealed record Request([Lines] string? Reason);

    public sealed record Response(
        Guid Id,
        Guid MemberId,
        string? Member,
        Guid HouseholdId,
        Guid? ServedId,
        DateOnly ServedOn,
        string Note,
        Guid EnteredBy,
        DateTimeOffset EnteredAt,
        bool Reversed,
        string? Reversal,
        long Version
    ) : IVersioned;

    const string Source = """
        select s.id, s.member_id, p.name as member, s.household_id, s.served_id, s.served_on, s.note, s.entered_by,
            s.entered_at, s.reversed_at is not null as reversed, s.reversal, s.version
        from service_records s left join people p on p.id = s.member_id
        """;
    const string Hold = "select member_id, reversed_at, version from service_records where id = @id for update";
    const string Reverse = """
        update service_records
        set reversed_at = @Now, reversed_by = @by, reversal = @reason, version = version + 1
        where id = @id
        """;

    static readonly Listing<Response, Response> List = Listing.Of<Response>(
        "services",
        Source,
        new("id", "编号"),
        new("memberId", "执委编号"),
        new("member", "执委") { Search = true },
        new("householdId", "家庭编号"),
        new("servedId", "妇女编号"),
        new("servedOn", "日期"),
        new("note", "内容") { Search = true },
        new("enteredBy", "登记人编号"),
        new("enteredAt", "登记时间"),
        new("reversed", "已冲销"),
        new("reversal", "冲销原因")
    ) with
    {
        Subject = s => s.MemberId,
        DefaultSort = "-servedOn",
    };

    [EndpointSummary("服务名单 Services no event tells; filter, sort, CSV, XLSX")]
    public static Task<IResult> HandleList(ListQuery query, Session session, CancellationToken ct) =>
        List.AnswerAsync(query, session, ct: ct);

    [EndpointSummary("服务 A recorded service")]
    public static async Task<IResult> HandleGet(Guid id, Session session, CancellationToken ct)
    {
        var service = await session.Find<Response>(Source + " where s.id = @id", new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        session.Saw(service.MemberId);
        return TypedResults.Ok(service);
    }

    [EndpointSummary("冲销服务 Reverse a service that was recorded by mistake (If-Match)")]
    public static async Task<IResult> Handle(
        Guid id,
        Request request,
        IfMatch ifMatch,
        Session session,
        CancellationToken ct
    )
    {
        var check = new Validation();
        var reason = check.Text("/reason", request.Reason, 500);
        check.ThrowIfInvalid();
        var service = await session.Find<Row>(Hold, new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        ifMatch.Check(service.Version);
        if (service.MemberId == session.Caller.Subject)
            throw new ProblemException(Problems.OwnRecord);
        if (service.ReversedAt is not null)
            throw new ProblemException(Problems.ServiceReversed);
        await session.Execute(
            Reverse,
            new
            {
                id,
                session.Now,
                by = session.Caller.Subject,
                reason,
            },
            ct
        );
        return await HandleGet(id, session, ct);
    }

    sealed record Row(Guid MemberId, DateTimeOffset? ReversedAt, long Version);
}

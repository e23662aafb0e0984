using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.OneTenHundred;

static class EndModelWoman
{
    /// <param name="On">The last day; yesterday if none is given.</param>
    public sealed record Request(LastDay? On);

    public sealed record Response(
        Guid Id,
        Guid MemberId,
        Guid PersonId,
        DateOnly ValidFrom,
        LastDay? ValidTo,
        long Version
    ) : IVersioned;

    const string Find =
        "select id, member_id, person_id, valid_from, valid_to, version from model_women where id = @id";
    const string End = "update model_women set valid_to = @on, ended_by = @by, version = version + 1 where id = @id";

    public sealed record Item(
        Guid Id,
        Guid MemberId,
        string? Member,
        Guid PersonId,
        string? Person,
        DateOnly ValidFrom,
        LastDay? ValidTo
    );

    static readonly Listing<Item, Item> List = Listing.Of<Item, Item>(
        "model-women",
        """
        select l.id, l.member_id, m.name as member, l.person_id, p.name as person, l.valid_from, l.valid_to
        from model_women l left join people m on m.id = l.member_id left join people p on p.id = l.person_id
        """,
        View,
        new("id", "编号"),
        new("memberId", "执委编号"),
        new("member", "执委") { Search = true },
        new("personId", "先进女性编号"),
        new("person", "先进女性") { Search = true },
        new("validFrom", "开始日期"),
        new("validTo", "结束日期")
    );

    [EndpointSummary("结对带动名单 Who leads which model woman; filter, sort, CSV, XLSX")]
    public static Task<IResult> HandleList(ListQuery query, Session session, CancellationToken ct) =>
        List.AnswerAsync(query, session, ct: ct);

    static Item View(Item item, Session session)
    {
        session.Saw(item.MemberId, item.PersonId);
        return item;
    }

    [EndpointSummary("结对带动 Link to a model woman")]
    public static async Task<IResult> HandleGet(Guid id, Session session, CancellationToken ct)
    {
        var link = await session.Find<Response>(Find, new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        session.Saw(link.MemberId, link.PersonId);
        return TypedResults.Ok(link);
    }

    [EndpointSummary("结束结对 End a link to a model woman")]
    public static async Task<IResult> Handle(
        Guid id,
        Request request,
        IfMatch ifMatch,
        Session session,
        CancellationToken ct
    )
    {
        var link = await session.Find<Response>(Find + " for update", new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        ifMatch.Check(link.Version);
        if (link.ValidTo is not null)
            throw new ProblemException(Problems.LinkEnded);
        var check = new Validation();
        check.That(request.On is null || request.On.Value.Day <= session.Today, "/on", PlatformProblems.InFuture);
        var on = request.On?.Next ?? session.Today;
        check.That(on >= link.ValidFrom, "/on", PlatformProblems.OutOfRange);
        check.ThrowIfInvalid();
        await session.Execute(
            End,
            new
            {
                id,
                on,
                by = session.Caller.Subject,
            },
            ct
        );
        return await HandleGet(id, session, ct);
    }
}

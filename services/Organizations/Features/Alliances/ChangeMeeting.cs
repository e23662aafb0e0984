using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Alliances;

/// <summary>Changes place, agenda and minutes; chair, attendance and decisions stay.</summary>
static class ChangeMeeting
{
    public sealed record Request(
        [Required, Longest(200), Example("县妇女儿童活动中心")] string Place,
        [Required, Items(100), Longest(500), Example("商议冬季就业帮扶")] string[] Agenda,
        [Lines, Required, Longest(20_000), Example("会议商定共用一间培训教室。")] string Minutes
    );

    const string Hold = "select version from alliance_meetings where id = @id for update";
    const string Change = """
        update alliance_meetings
        set place = @Place, agenda = @Agenda, minutes = @Minutes, version = version + 1
        where id = @id
        """;

    [EndpointSummary("变更会议纪要 Change the place, agenda and minutes of a joint meeting")]
    public static async Task<Ok<GetMeeting.Response>> Handle(
        Guid id,
        Request request,
        IfMatch ifMatch,
        Session session,
        CancellationToken ct
    )
    {
        ifMatch.Check(
            await session.Find<long?>(Hold, new { id }, ct) ?? throw new ProblemException(PlatformProblems.NotFound)
        );
        await session.Execute(
            Change,
            new
            {
                id,
                request.Place,
                request.Agenda,
                request.Minutes,
            },
            ct
        );
        return await GetMeeting.Handle(id, session, ct);
    }
}

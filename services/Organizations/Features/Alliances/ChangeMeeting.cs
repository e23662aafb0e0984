using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Alliances;

/// <summary>Changes place, agenda and minutes; chair, attendance and decisions stay.</summary>
static class ChangeMeeting
{
    public sealed record Request(string? Place, string[]? Agenda, [Lines] string? Minutes);

    const string Hold = "select version from alliance_meetings where id = @id for update";
    const string Change = """
        update alliance_meetings
        set place = @place, agenda = @agenda, minutes = @minutes, version = version + 1
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
        var check = new Validation();
        var place = check.Text("/place", request.Place);
        var minutes = check.Text("/minutes", request.Minutes, 20_000);
        string[] agenda = [.. (request.Agenda ?? []).Select((item, i) => check.Text($"/agenda/{i}", item, 500))];
        check.That(
            agenda.Length is > 0 and <= 100,
            "/agenda",
            agenda.Length == 0 ? PlatformProblems.Required : PlatformProblems.TooLong
        );
        check.ThrowIfInvalid();
        ifMatch.Check(
            await session.Find<long?>(Hold, new { id }, ct) ?? throw new ProblemException(PlatformProblems.NotFound)
        );
        await session.Execute(
            Change,
            new
            {
                id,
                place,
                agenda,
                minutes,
            },
            ct
        );
        return await GetMeeting.Handle(id, session, ct);
    }
}

using System.Text.Json;
using Contracts.Census.V1;
using Jobs.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.Messaging;
using ServiceDefaults.Standards;

namespace Jobs.Features.Postings;

static class OpenPosting
{
    const int MostSpans = 70;
    const int HighestWage = 1_000_000;

    // Who renames the employer waits, and then renames this posting too.
    const string FindEmployer = "select name from employers where id = @OrganizationId for share";
    const string Insert = """
        insert into postings (
            id, employer_id, employer_name, title, division_id, division_name, scope_key, skills, hours, wage_from,
            wage_to, openings, description, flexible,
            published_by, published_at)
        values (
            @id, @OrganizationId, @employer, @title, @DivisionId, @Name, @Key, @skills, @hours::jsonb, @wageFrom,
            @wageTo, @openings, @description, @flexible, @Subject, @Now
        )
        """;

    public sealed record Request(
        string? Title,
        Guid? DivisionId,
        IReadOnlyList<string?>? Skills,
        IReadOnlyList<SpanRequest?>? Hours,
        int? WageFrom,
        int? WageTo,
        int? Openings,
        [Lines] string? Description,
        bool? Flexible
    );

    public sealed record SpanRequest(int? Day, TimeOnly? From, TimeOnly? To);

    [EndpointSummary("发布岗位 Open a posting")]
    public static async Task<Created<Response>> Handle(Request request, Session session, CancellationToken ct)
    {
        var employer = await session.Find<string>(FindEmployer, new { session.Caller.OrganizationId }, ct)
            ?? throw new ProblemException(Problems.NotAnEmployer);
        var check = new Validation();
        var title = check.Text("/title", request.Title, 100);
        var description = check.Text("/description", request.Description, 4000);
        var skills = ReadSkills(check, request.Skills, await SkillCodes.ReadAsync(session, ct));
        var hours = ReadHours(check, request.Hours);
        var (wageFrom, wageTo) = (check.Value("/wageFrom", request.WageFrom), check.Value("/wageTo", request.WageTo));
        check.That(wageFrom is >= 0 and <= HighestWage, "/wageFrom", PlatformProblems.OutOfRange);
        if (request.WageTo is not null)
            check.That(wageTo >= wageFrom && wageTo <= HighestWage, "/wageTo", PlatformProblems.OutOfRange);
        var openings = check.Value("/openings", request.Openings);
        if (request.Openings is not null)
            check.That(openings is >= 1 and <= 10_000, "/openings", PlatformProblems.OutOfRange);
        var area = request.DivisionId is { } division ? await session.FindArea(division, ct) : null;
        check.That(
            area is not null,
            "/divisionId",
            request.DivisionId is null ? PlatformProblems.Required : PlatformProblems.Unknown
        );
        check.ThrowIfInvalid();

        var id = Guid.CreateVersion7(session.Now);
        await session.Execute(
            Insert,
            new
            {
                id,
                session.Caller.OrganizationId,
                employer,
                title,
                request.DivisionId,
                area!.Name,
                area.Key,
                skills,
                hours = JsonSerializer.Serialize(hours, Wire.Json),
                wageFrom,
                wageTo,
                openings,
                description,
                flexible = request.Flexible ?? false,
                session.Caller.Subject,
                session.Now,
            },
            ct
        );
        return TypedResults.Created($"/jobs/v1/postings/{id}", new Response(id, 1));
    }

    static string[] ReadSkills(Validation check, IReadOnlyList<string?>? given, CodeTable known)
    {
        check.That(given is null or { Count: <= 20 }, "/skills", PlatformProblems.TooLong);
        List<string> skills = [];
        foreach (var (i, skill) in (given ?? []).Take(20).Index())
        {
            var code = check.OneOf($"/skills/{i}", skill, known);
            if (skills.Contains(code))
                check.Add($"/skills/{i}", PlatformProblems.Duplicate);
            skills.Add(code);
        }
        return [.. skills];
    }

    static List<WorkingHours> ReadHours(Validation check, IReadOnlyList<SpanRequest?>? given)
    {
        if (given is not { Count: > 0 })
            check.Add("/hours", PlatformProblems.Required);
        if (given?.Count > MostSpans)
            check.Add("/hours", PlatformProblems.TooLong);
        List<WorkingHours> hours = [];
        foreach (var (i, span) in (given ?? []).Take(MostSpans).Index())
        {
            var day = check.Value($"/hours/{i}/day", span?.Day);
            var (from, to) = (check.Value($"/hours/{i}/from", span?.From), check.Value($"/hours/{i}/to", span?.To));
            if (span?.Day is not null)
                check.That(day is >= 1 and <= 7, $"/hours/{i}/day", PlatformProblems.OutOfRange);
            if (span is { From: not null, To: not null })
                check.That(from < to, $"/hours/{i}/to", PlatformProblems.OutOfRange);
            if (hours.Exists(h => h.Day == day && h.From < to && from < h.To))
                check.Add($"/hours/{i}", PlatformProblems.Duplicate);
            hours.Add(new(day, from, to));
        }
        return [.. WeeklyHours.Join(hours)];
    }

    public sealed record Response(Guid Id, long Version) : IVersioned;
}

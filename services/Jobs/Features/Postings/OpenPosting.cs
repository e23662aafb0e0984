using System.Text.Json;
using Contracts.Census.V1;
using Jobs.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.Messaging;

namespace Jobs.Features.Postings;

static class OpenPosting
{
    const int HighestWage = 1_000_000;

    // A concurrent rename of the employer waits for this lock, and then renames this posting too.
    const string FindEmployer = "select name from employers where id = @OrganizationId for share";
    const string Insert = """
        insert into postings (
            id, employer_id, employer_name, title, division_id, division_name, scope_key, skills, hours, wage_from,
            wage_to, openings, description, flexible,
            published_by, published_at)
        values (
            @id, @OrganizationId, @employer, @Title, @DivisionId, @Name, @Key, @skills, @hours::jsonb, @WageFrom,
            @WageTo, @Openings, @Description, @flexible, @Subject, @Now
        )
        """;

    public sealed record Request(
        [Required, Longest(100), Example("幼儿园厨师")] string Title,
        [Required] Guid? DivisionId,
        [Items(20), Distinct, Longest(40), Example("cooking")] IReadOnlyList<string>? Skills,
        [Required, Items(70)] IReadOnlyList<SpanRequest> Hours,
        [Required, Between(0, HighestWage)] int? WageFrom,
        [Required, Between(0, HighestWage)] int? WageTo,
        [Required, Between(1, 10_000)] int? Openings,
        [Lines, Required, Longest(4_000), Example("午餐和晚餐两班，可按接送孩子的时间排班")] string Description,
        bool? Flexible
    );

    /// <param name="Day">1 Monday to 7 Sunday.</param>
    public sealed record SpanRequest(
        [Required, Between(1, 7)] int? Day,
        [Required] TimeOnly? From,
        [Required] TimeOnly? To
    );

    [EndpointSummary("发布岗位 Open a posting")]
    public static async Task<Created<Response>> Handle(Request request, Session session, CancellationToken ct)
    {
        var employer = await session.Find<string>(FindEmployer, new { session.Caller.OrganizationId }, ct)
            ?? throw new ProblemException(Problems.NotAnEmployer);
        var check = new Validation();
        var skills = request.Skills ?? [];
        var known = await SkillCodes.ReadAsync(session, ct);
        foreach (var (i, skill) in skills.Index())
            check.That(known.Has(skill), $"/skills/{i}", PlatformProblems.UnknownCode);
        var hours = ReadHours(check, request.Hours);
        check.That(request.WageTo >= request.WageFrom, "/wageTo", PlatformProblems.OutOfRange);
        var area = await session.FindArea(request.DivisionId!.Value, ct);
        check.That(area is not null, "/divisionId", PlatformProblems.Unknown);
        check.ThrowIfInvalid();

        var id = Guid.CreateVersion7(session.Now);
        await session.Execute(
            Insert,
            new
            {
                id,
                session.Caller.OrganizationId,
                employer,
                request.Title,
                request.DivisionId,
                area!.Name,
                area.Key,
                skills,
                hours = JsonSerializer.Serialize(hours, Wire.Json),
                request.WageFrom,
                request.WageTo,
                request.Openings,
                request.Description,
                flexible = request.Flexible ?? false,
                session.Caller.Subject,
                session.Now,
            },
            ct
        );
        return TypedResults.Created($"/jobs/v1/postings/{id}", new Response(id, 1));
    }

    static List<WorkingHours> ReadHours(Validation check, IReadOnlyList<SpanRequest> given)
    {
        List<WorkingHours> hours = [];
        foreach (var (i, span) in given.Index())
        {
            var (day, from, to) = (span.Day!.Value, span.From!.Value, span.To!.Value);
            check.That(from < to, $"/hours/{i}/to", PlatformProblems.OutOfRange);
            if (hours.Exists(h => h.Day == day && h.From < to && from < h.To))
                check.Add($"/hours/{i}", PlatformProblems.Duplicate);
            hours.Add(new(day, from, to));
        }
        return [.. WeeklyHours.Join(hours)];
    }

    public sealed record Response(Guid Id, long Version) : IVersioned;
}

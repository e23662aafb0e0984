using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Points;

/// <summary>
/// Adds a version of a rule, from a future day on; versions never change, so that points already given stay right.
/// </summary>
static class SetPointRule
{
    /// <param name="Cap">The most points of the rule for one person in CapPeriod; no limit if both are missing.</param>
    /// <param name="CapPeriod">Period of the cap, in China.</param>
    public sealed record Request(
        [Required, Code(nameof(CodeTables.EventKind))] string Kind,
        [Required, Between(0, PointKinds.Most)] int? Points,
        [Between(1, int.MaxValue)] int? Cap,
        [Code(nameof(CodeTables.Period))] string? CapPeriod,
        [Required, Longest(200), Example("走访一户家庭")] string ReasonZh,
        [Required, Longest(200), Example("A household was visited")] string ReasonEn,
        [Required] DateOnly? ValidFrom
    );

    /// <param name="OverToday">Number of people who, as of now, have more points than the cap by earlier versions in
    /// the period in which this one begins: they get no more in it. Null without a cap.</param>
    public sealed record Response(
        [Code(nameof(CodeTables.EventKind))] string Kind,
        int RuleVersion,
        int Points,
        int? Cap,
        [Code(nameof(CodeTables.Period))] string? CapPeriod,
        DateTimeOffset ValidFrom,
        int? OverToday
    );

    const string Lock = "lock table point_rules in share row exclusive mode";
    const string Latest =
        "select version as number, valid_from from point_rules where kind = @Kind order by version desc limit 1";
    const string End = "update point_rules set valid_to = @from where kind = @Kind and version = @version";
    const string Over = """
        select count(*)::int from (
            select from point_entries
            where kind = @Kind
                and occurred_at >= date_trunc(
                    @CapPeriod, @from at time zone 'Asia/Shanghai'
                ) at time zone 'Asia/Shanghai'
            group by person_id having sum(points) > @Cap) o
        """;
    const string Insert = """
        insert into point_rules (
            kind, version, points, cap, cap_period, reason_zh, reason_en, valid_from, entered_by, entered_at
        )
        values (@Kind, @version + 1, @Points, @Cap, @CapPeriod, @ReasonZh, @ReasonEn, @from, @by, @Now)
        """;

    [EndpointSummary("新增积分规则版本 Add a version of a point rule")]
    public static async Task<Created<Response>> Handle(Request request, Session session, CancellationToken ct)
    {
        var check = new Validation();
        check.That(request.Cap is null || request.CapPeriod is not null, "/capPeriod", PlatformProblems.Required);
        check.That(request.Cap is not null || request.CapPeriod is null, "/cap", PlatformProblems.Required);
        check.That(request.ValidFrom > session.Today, "/validFrom", PlatformProblems.OutOfRange);
        check.ThrowIfInvalid();

        await session.Execute(Lock, ct);
        var latest = (await session.Find<Version>(Latest, request, ct))!;
        var from = ChinaDay.Begin(request.ValidFrom!.Value);
        if (from <= latest.ValidFrom)
            throw new ProblemException(Problems.RuleOverlaps, PlatformProblems.OutOfRange.At("/validFrom"));
        var args = new
        {
            request.Kind,
            version = latest.Number,
            request.Points,
            request.Cap,
            request.CapPeriod,
            request.ReasonZh,
            request.ReasonEn,
            from,
            by = session.Caller.Subject,
            session.Now,
        };
        await session.Execute(End, args, ct);
        await session.Execute(Insert, args, ct);
        // The rule applies everywhere and entries without an area count too: the answer holds a number only, no row.
        var over = request.Cap is null
            ? (int?)null
            : await session.AsSystem(() => session.Find<int>(Over, args, ct), ct);
        return TypedResults.Created(
            $"/organizations/v1/point-rules?kind={request.Kind}",
            new Response(
                request.Kind,
                latest.Number + 1,
                request.Points!.Value,
                request.Cap,
                request.CapPeriod,
                from,
                over
            )
        );
    }

    sealed record Version(int Number, DateTimeOffset ValidFrom);
}

using Organizations.Domain;
using Organizations.Features.People;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Points;

/// <summary>A person's points by period of China's calendar and kind.</summary>
static class GetPointTotals
{
    /// <param name="Period">First day of the period.</param>
    /// <param name="Entries">Number of entries, including those without points.</param>
    public sealed record Item(
        DateOnly Period,
        [Code(nameof(CodeTables.PointKind))] string Kind,
        long Points,
        long Entries
    );

    public sealed record Response(
        Guid PersonId,
        [Code(nameof(CodeTables.Period))] string Per,
        IReadOnlyList<Item> Items
    );

    const string Sql = """
        select date_trunc(@per, occurred_at at time zone 'Asia/Shanghai')::date as period, kind,
            sum(points) as points, count(*) as entries
        from point_entries
        where person_id = @id and occurred_at >= @from and occurred_at < @to group by 1, 2 order by 1, 2
        """;

    /// <param name="per">Period; month if not given.</param>
    /// <param name="from">First day; 1 January of this year if not given.</param>
    /// <param name="to">Last day; today if not given.</param>
    [EndpointSummary("积分汇总 Points of a person by period and kind")]
    public static async Task<Ok<Response>> Handle(
        Guid id,
        [Code(nameof(CodeTables.Period))] string? per,
        DateOnly? from,
        DateOnly? to,
        Session session,
        CancellationToken ct
    )
    {
        var check = new Validation();
        var (first, last) = (from ?? new(session.Today.Year, 1, 1), to ?? session.Today);
        check.That(first <= last, "/to", PlatformProblems.OutOfRange);
        check.ThrowIfInvalid();
        if (id != session.Caller.SubjectId)
            await PersonInSight.MustSeeAsync(session, id, ct);
        var args = new
        {
            id,
            per = per ?? "month",
            from = ChinaDay.Begin(first),
            to = ChinaDay.Begin(last.AddDays(1)),
        };
        var items = await session.AsSystem(() => session.Query<Item>(Sql, args, ct), ct);
        session.RecordAccess(id);
        return TypedResults.Ok(new Response(id, args.per, items));
    }
}

using Organizations.Features.People;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.OneTenHundred;

static class GetOneTenHundred
{
    /// <param name="Women">Distinct women served in the year.</param>
    /// <param name="Households">Distinct households served.</param>
    /// <param name="Services">Number of services.</param>
    public sealed record Response(
        Guid PersonId,
        int Year,
        long ModelWomen,
        int ModelWomenWanted,
        long Women,
        int WomenWanted,
        long Households,
        long Services,
        bool Reached,
        IReadOnlyList<Link> Links
    );

    /// <summary>A model woman that the member leads, if the caller may see the link.</summary>
    /// <param name="Name">Null if the caller does not see the woman.</param>
    public sealed record Link(Guid Id, Guid PersonId, string? Name, DateOnly ValidFrom, LastDay? ValidTo);

    const string Sql = $"""
        with members as (select @id::uuid as member_id), {Progress.Sql}
        select coalesce(model.women, 0) as model_women, coalesce(served.women, 0) as women,
            coalesce(served.households, 0) as households, coalesce(served.services, 0) as services
        from members left join model using (member_id) left join served using (member_id)
        """;
    const string Links = """
        select l.id, l.person_id, p.name, l.valid_from, l.valid_to
        from model_women l
        left join people p on p.id = l.person_id
        where l.member_id = @id and l.valid_from <= @last and platform.not_ended(l.valid_to, @first)
        order by l.valid_from, l.id
        """;

    /// <param name="year">The calendar year; this one if not given. Model women count as of its end, or today.</param>
    [EndpointSummary("1+10+100 进度 Progress of an executive member in \"1+10+100\"")]
    public static async Task<Ok<Response>> Handle(
        Guid id,
        [Between(1949, 9999)] int? year,
        Session session,
        CancellationToken ct
    )
    {
        var check = new Validation();
        var of = year ?? session.Today.Year;
        check.That(of <= session.Today.Year, "/year", PlatformProblems.OutOfRange);
        check.ThrowIfInvalid();
        if (id != session.Caller.SubjectId)
            await PersonInSight.MustSeeAsync(session, id, ct);
        var (from, to) = ChinaDay.Year(of);
        var last = of == session.Today.Year ? session.Today : new DateOnly(of, 12, 31);
        var args = new
        {
            id,
            from,
            to,
            first = new DateOnly(of, 1, 1),
            last,
        };
        // All services of the member count, in every area.
        var row = (await session.AsSystem(() => session.Find<Row>(Sql, args, ct), ct))!;
        var links = await session.Query<Link>(Links, args, ct);
        session.RecordAccess([id, .. links.Select(l => l.PersonId)]);
        return TypedResults.Ok(
            new Response(
                id,
                of,
                row.ModelWomen,
                Progress.Model,
                row.Women,
                Progress.Served,
                row.Households,
                row.Services,
                row.ModelWomen >= Progress.Model && row.Women >= Progress.Served,
                links
            )
        );
    }

    sealed record Row(long ModelWomen, long Women, long Households, long Services);
}

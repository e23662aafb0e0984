using Contracts.Organizations.V1;
using Organizations.Features.Divisions;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.OneTenHundred;

/// <summary>Progress of the executive members of an area; Id is the person's.</summary>
static class ListOneTenHundred
{
    public sealed record Item(
        Guid Id,
        string Name,
        long ModelWomen,
        long Women,
        long Households,
        long Services,
        bool Reached
    );

    const string Members = """
        select distinct person_id from appointments
        where post = @post
            and scope_key >= @Key
            and scope_key < @Key || '~'
            and valid_from < @end
            and coalesce(least(valid_to, ended_at), 'infinity') >= @end
        """;

    /// <summary>All services count, in every area: figures only, for members that the caller sees.</summary>
    const string Count = $"""
        with members as (select unnest(@people) as member_id), {Progress.Sql}
        select member_id as id, coalesce(model.women, 0) as model_women, coalesce(served.women, 0) as women,
            coalesce(served.households, 0) as households, coalesce(served.services, 0) as services
        from members left join model using (member_id) left join served using (member_id)
        """;
    const string Source = """
        select f.id, p.name, f.model_women, f.women, f.households, f.services,
            f.model_women >= @wantedModel and f.women >= @wantedServed as reached
        from unnest(@ids, @modelWomen, @women, @households, @services) f (id, model_women, women, households, services)
        join people p on p.id = f.id
        """;

    static readonly Listing<Item, Item> List = Listing.Of<Item>(
        "one-ten-hundred",
        Source,
        new("id", "编号"),
        new("name", "姓名") { Search = true },
        new("modelWomen", "带动先进女性"),
        new("women", "服务妇女"),
        new("households", "服务家庭"),
        new("services", "服务次数"),
        new("reached", "达标")
    ) with
    {
        Subject = i => i.Id,
        DefaultSort = "-women",
    };

    /// <param name="divisionId">The area.</param>
    /// <param name="year">As for a single member.</param>
    [EndpointSummary("辖区 1+10+100 进度 Progress of the executive members of an area (divisionId)")]
    public static async Task<ListAnswer<Item>> Handle(
        [Required] Guid? divisionId,
        [Between(1949, 9999)] int? year,
        ListQuery query,
        Session session,
        CancellationToken ct
    )
    {
        var check = new Validation();
        var of = year ?? session.Today.Year;
        check.That(of <= session.Today.Year, "/year", PlatformProblems.OutOfRange);
        var division = await session.FindDivisionInScope(divisionId!.Value, ct);
        check.That(division is not null, "/divisionId", PlatformProblems.Unknown);
        check.ThrowIfInvalid();
        var (from, to) = ChinaDay.Year(of);
        var last = of == session.Today.Year ? session.Today : new DateOnly(of, 12, 31);
        var end = of == session.Today.Year ? session.Now : to;
        var people = await session.Query<Guid>(
            Members,
            new
            {
                post = Post.ExecutiveMember,
                division!.Key,
                end,
            },
            ct
        );
        var counted = await session.AsSystem(
            () =>
                session.Query<Figures>(
                    Count,
                    new
                    {
                        people = people.ToArray(),
                        from,
                        to,
                        first = new DateOnly(of, 1, 1),
                        last,
                    },
                    ct
                ),
            ct
        );
        return await List.AnswerAsync(
            query,
            session,
            new
            {
                ids = counted.Select(c => c.Id).ToArray(),
                modelWomen = counted.Select(c => c.ModelWomen).ToArray(),
                women = counted.Select(c => c.Women).ToArray(),
                households = counted.Select(c => c.Households).ToArray(),
                services = counted.Select(c => c.Services).ToArray(),
                wantedModel = Progress.Model,
                wantedServed = Progress.Served,
            },
            ct
        );
    }

    sealed record Figures(Guid Id, long ModelWomen, long Women, long Households, long Services);
}

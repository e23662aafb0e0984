using Census.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Census.Features.Households;

/// <summary>Changes address, dwelling or categories; members not sent stay, an empty dwelling clears it.</summary>
static class ChangeHousehold
{
    public sealed record Request(
        [NotEmpty, Longest(200), Example("城东街12号")] string? Address,
        [Clearable, Longest(200), Example("楼房三室")] string? Dwelling,
        [Items(20), Distinct, Code(nameof(CodeTables.Category))] IReadOnlyList<string>? Categories
    );

    public sealed record Response(Guid Id, long Version) : IVersioned;

    const string Update = """
        update households
        set version = version + 1, address = coalesce(@address, address),
            dwelling = case when @changesDwelling then @dwelling else dwelling end,
            categories = coalesce(@categories, categories)
        where id = @id
        """;

    const string ReplaceCategories = """
        insert into household_categories (category, scope_key, household_id)
        select unnest(@categories::text[]), scope_key, id
        from households
        where id = @id
        """;

    [EndpointSummary("修改家庭 Change a household")]
    public static async Task<Ok<Response>> Handle(
        Guid id,
        Request request,
        IfMatch match,
        Session session,
        CancellationToken ct
    )
    {
        var categories = request.Categories is null ? null : Categories.Sorted(request.Categories);
        var version = await session.Find<long?>(
            "select version from households where id = @id for update",
            new { id },
            ct
        ) ?? throw new ProblemException(PlatformProblems.NotFound);
        match.Check(version);
        session.Defer(
            Update,
            new
            {
                id,
                address = request.Address is null
                    ? null
                    : session.Sealer.Seal(request.Address, "households", id, "address"),
                changesDwelling = request.Dwelling is not null,
                dwelling = request.Dwelling is null or ""
                    ? null
                    : session.Sealer.Seal(request.Dwelling, "households", id, "dwelling"),
                categories,
            }
        );
        if (categories is not null)
        {
            session.Defer("delete from household_categories where household_id = @id", new { id });
            session.Defer(ReplaceCategories, new { categories, id });
        }
        session.RecordAccess(
            await session.Query<Guid>("select id from residents where household_id = @id", new { id }, ct)
        );
        return TypedResults.Ok(new Response(id, version + 1));
    }
}

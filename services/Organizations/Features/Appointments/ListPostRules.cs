using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Appointments;

/// <summary>The limits of posts, in all versions.</summary>
static class ListPostRules
{
    public sealed record Item(
        Guid Id,
        [Code(nameof(CodeTables.Post))] string Post,
        int Version,
        int? MostPerPlace,
        int? MostPerPerson,
        [Code(nameof(CodeTables.Post))] string[] ExcludesAnywhere,
        [Code(nameof(CodeTables.Post))] string[] ExcludesHere,
        int LeastAge,
        int? GreatestAge,
        DateOnly ValidFrom,
        LastDay? ValidTo
    );

    const string Source = """
        select id, post, version, most_per_place, most_per_person, excludes_anywhere, excludes_here, least_age,
            greatest_age, valid_from, valid_to
        from post_rules
        where @asOf::date is null or platform.in_force(valid_from, valid_to, @asOf)
        """;

    static readonly Listing<Item, Item> List = Listing.Of<Item>(
        "post-rules",
        Source,
        new("post", "职务") { Table = CodeTables.Post },
        new("version", "版本"),
        new("mostPerPlace", "每处人数上限"),
        new("mostPerPerson", "每人处数上限"),
        new("leastAge", "最低年龄"),
        new("greatestAge", "最高年龄"),
        new("validFrom", "生效日期"),
        new("validTo", "失效日期")
    );

    [EndpointSummary("任职规则 Rules of posts")]
    public static Task<ListAnswer<Item>> Handle(
        DateOnly? asOf,
        ListQuery query,
        Session session,
        CancellationToken ct
    ) => List.AnswerAsync(query, session, new { asOf }, ct);
}

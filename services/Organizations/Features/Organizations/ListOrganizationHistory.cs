using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Organizations;

/// <summary>
/// What an organization was called and which status it had, from the first day to the last; the present ones last.
/// </summary>
static class ListOrganizationHistory
{
    public sealed record Item(string Name, string Status, DateOnly ValidFrom, LastDay? ValidTo);

    public sealed record Response(IReadOnlyList<Item> Items);

    const string List = """
        select name, status, valid_from, valid_to from organization_history where organization_id = @id
        union all
        select name, status, since, valid_to
        from organizations
        where id = @id
        order by valid_from, valid_to nulls last
        """;

    [EndpointSummary("组织沿革 Former names and statuses of an organization")]
    public static async Task<Ok<Response>> Handle(Guid id, Session session, CancellationToken ct) =>
        await session.Query<Item>(List, new { id }, ct) is { Count: > 0 } items
            ? TypedResults.Ok(new Response(items))
            : throw new ProblemException(PlatformProblems.NotFound);
}

using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.People;

/// <summary>
/// The names of persons by id, for a client that shows records of other services: they hold ids only. Of the ids, only
/// persons that the caller may see are answered.
/// </summary>
static class GetNames
{
    const string Find = "select id, name from people where id = any (@Ids)";

    public sealed record Request([Required, NotEmpty, Items(500)] Guid[] Ids);

    public sealed record Response(IReadOnlyList<Item> Items);

    public sealed record Item(Guid Id, string Name);

    [EndpointSummary("按编号查姓名 Names of up to 500 persons")]
    public static async Task<Ok<Response>> Handle(Request request, Session session, CancellationToken ct)
    {
        var found = await session.Query<Item>(Find, new { request.Ids }, ct);
        session.RecordAccess(found.Select(p => p.Id));
        return TypedResults.Ok(new Response(found));
    }
}

using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Elections;

static class GetCongress
{
    /// <param name="Charter">Title of the adopted charter, if any.</param>
    public sealed record Response(
        Guid Id,
        Guid OrganizationId,
        string Organization,
        [Code(nameof(CodeTables.CongressKind))] string Kind,
        int? Number,
        string Title,
        DateOnly HeldOn,
        Guid? CharterId,
        string? Charter,
        string? CharterText,
        string? CharterUri,
        long Version
    ) : IVersioned;

    const string Find = """
        select c.id, c.organization_id, o.name as organization, c.kind, c.number, c.title, c.held_on,
            h.id as charter_id, h.title as charter, h.text as charter_text, h.uri as charter_uri, c.version
        from congresses c
        join organizations o on o.id = c.organization_id
        left join charters h on h.congress_id = c.id
        where c.id = @id
        """;

    [EndpointSummary("代表大会 Congress and its charter")]
    public static async Task<Ok<Response>> Handle(Guid id, Session session, CancellationToken ct) =>
        TypedResults.Ok(
            await session.Find<Response>(Find, new { id }, ct) ?? throw new ProblemException(PlatformProblems.NotFound)
        );
}

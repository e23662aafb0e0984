using Organizations.Domain;
using ServiceDefaults.Data;

namespace Organizations.Features.Organizations;

/// <summary>Numbers of organizations in the caller's scope by kind and level, on a day.</summary>
static class GetOrganizationSummary
{
    public sealed record Count([Code(nameof(CodeTables.OrganizationKind))] string Kind, int? Level, long Organizations);

    public sealed record Response(IReadOnlyList<Count> Counts);

    const string Counts = $"""
        select kind, level, count(*) as organizations
        from ({OrganizationRow.Source}) x
        where status <> 'dissolved'
        group by kind, level
        order by kind, level
        """;

    /// <summary>Counted from the records, without dissolved ones.</summary>
    [EndpointSummary("组织统计 Numbers of organizations by kind and level")]
    public static async Task<Ok<Response>> Handle(DateOnly? asOf, Guid? below, Session session, CancellationToken ct) =>
        TypedResults.Ok(
            new Response(
                await session.Query<Count>(
                    Counts,
                    new
                    {
                        day = asOf ?? session.Today,
                        on = asOf ?? session.Today,
                        below,
                    },
                    ct
                )
            )
        );
}

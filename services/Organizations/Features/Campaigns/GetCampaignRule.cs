using Organizations.Domain;

namespace Organizations.Features.Campaigns;

/// <summary>How campaigns select level by level, in words.</summary>
static class GetCampaignRule
{
    public sealed record Response(
        [Code(nameof(CodeTables.AdministrativeLevel))] IReadOnlyList<string> Levels,
        RuleWords Words
    );

    [EndpointDescription(
        "Households take part at the lowest level. Each level selects from the ended selection of "
            + "the level below, within its quota or its share of the candidates. A household whose title below "
            + "was revoked is neither selected nor given a title above. The end of a selection awards its "
            + "titles and is final."
    )]
    [EndpointSummary("评选规则 Campaign rule")]
    public static Ok<Response> Handle() =>
        TypedResults.Ok(new Response([.. CampaignLevels.ByName.Keys], RuleWords.OfCampaigns()));
}

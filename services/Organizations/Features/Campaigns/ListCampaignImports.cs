using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Campaigns;

static class ListCampaignImports
{
    [EndpointSummary("某评选的参加家庭导入 Imports of households of one campaign")]
    public static Task<ListAnswer<ImportParticipations.Response>> Handle(
        Guid id,
        ListQuery query,
        Session session,
        CancellationToken ct
    ) => ImportParticipations.Handlers.ListOf(id, query, session, ct);
}

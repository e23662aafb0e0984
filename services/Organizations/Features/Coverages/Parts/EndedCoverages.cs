using Contracts.Organizations.V1;
using ServiceDefaults.Data;

namespace Organizations.Features.Coverages;

/// <summary>Ends every coverage, one or many, with the lead of the place and the access.</summary>
static class EndedCoverages
{
    const string End = """
        update coverages c
        set ended_at = e.at, version = c.version + 1
        from unnest(@ids, @ends) e (id, at)
        where c.id = e.id and c.ended_at is null
        returning c.id, c.division_id, c.ended_at
        """;

    public static async Task EndAsync(
        IReadOnlyList<(Guid Id, DateTimeOffset At)> coverages,
        Session session,
        CancellationToken ct
    )
    {
        if (coverages.Count == 0)
            return;
        var ids = coverages.Select(c => c.Id).ToArray();
        var ends = coverages.Select(c => c.At.ToUniversalTime()).ToArray();
        var ended = await session.Query<Ended>(End, new { ids, ends }, ct);
        await CoverageLead.EndAsync(ids, ends, session, ct);
        foreach (var e in ended)
            if (e.DivisionId is null)
                session.Publish(new CoverageEnded(e.Id, e.EndedAt));
            else
                session.Publish(new AreaCoverageEnded(e.Id, e.EndedAt));
    }

    sealed record Ended(Guid Id, Guid? DivisionId, DateTimeOffset EndedAt);
}

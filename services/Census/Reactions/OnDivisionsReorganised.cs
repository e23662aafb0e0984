using Census.Features.Households;
using Contracts.Organizations.V1;
using ServiceDefaults.Data;
using ServiceDefaults.Messaging;

namespace Census.Reactions;

/// <summary>
/// Moves households of a split division to their part, by placement or as the remainder; the keys of moved subtrees
/// are rewritten before this reaction runs. A household of a division that ended gets the id of the nearest division
/// above its key that still exists.
/// </summary>
static class OnDivisionsReorganised
{
    /// <summary>Households below a key, without a placement, that lie in no existing division below that key.</summary>
    const string Remaining = """
        select h.id
        from households h
        where h.scope_key >= @From and h.scope_key < @From || '~' and not h.id = any (@placed)
          and not exists (
              select from platform.areas a
              where a.valid_to is null
                  and length(a.key) > length(@From)
                  and a.key = any (array(select left(h.scope_key, i) from generate_series(1, length(h.scope_key)) i))
          )
        """;
    const string Name = """
        update households h set version = version + 1, division_id = coalesce((
            select a.id
            from platform.areas a
            where a.valid_to is null
                and a.key = any (array(select left(h.scope_key, i) from generate_series(1, length(h.scope_key)) i))
            order by length(a.key) desc limit 1), h.division_id)
        from platform.areas gone where gone.id = any (@areas) and gone.valid_to is not null and h.division_id = gone.id
        """;

    public static async Task Handle(Received<DivisionsReorganised> received, Session session, CancellationToken ct)
    {
        var e = received.Event;
        List<HouseholdPlacement> placements = [.. e.Placements ?? []];
        foreach (var rest in e.Remainders ?? [])
            placements.AddRange(
                (
                    await session.Query<Guid>(
                        Remaining,
                        new { rest.From, placed = placements.Select(p => p.HouseholdId).ToArray() },
                        ct
                    )
                ).Select(id => new HouseholdPlacement(id, rest.To))
            );
        await HouseholdPlaces.PlaceAsync(placements, session, ct);
        await session.Execute(Name, new { areas = e.Divisions.Select(d => d.Id).ToArray() }, ct);
    }
}

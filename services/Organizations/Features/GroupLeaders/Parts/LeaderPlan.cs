using System.Security.Cryptography;
using System.Text;
using Contracts.Organizations.V1;
using Organizations.Domain;
using Organizations.Features.Appointments;
using ServiceDefaults.Data;

namespace Organizations.Features.GroupLeaders;

/// <summary>A woman who becomes an executive member of the grid's village.</summary>
/// <param name="Vacancy">Reason why not: the limits of posts refuse it.</param>
sealed record CoOption(GroupCandidate Head, Guid VillageId, string VillageKey, string? Vacancy = null);

/// <summary>The rule's result for a district at this moment, from the records.</summary>
sealed record LeaderPlan(
    IReadOnlyList<GroupPlace> Places,
    IReadOnlyList<GroupLead> Leads,
    IReadOnlyList<CoOption> CoOptions
)
{
    /// <summary>
    /// Reads as the system, so that every caller with access to the district gets the same plan: points and posts count
    /// in every area. A group goes to the next candidate if the limits of posts refuse the first; a group without an
    /// eligible candidate stays vacant, and the rest is applied.
    /// </summary>
    public static async Task<LeaderPlan> MakeAsync(string key, LeaderRule rule, Session session, CancellationToken ct)
    {
        var (places, candidates, coverages, members, villages) = await session.AsSystem(
            () => LeaderRecords.ReadAsync(key, session, ct),
            ct
        );
        List<CoOption> coOptions =
        [
            .. ConcurrentPosts
                .CoOpted(candidates.Where(c => Around(c.Key) is not null), members)
                .Select(c => (Head: c, Village: Around(c.Key)!))
                .Select(c => new CoOption(c.Head, c.Village.Id, c.Village.Key)),
        ];
        Dictionary<Guid, int> most = [];
        while (true)
        {
            var plan = new LeaderPlan(
                places,
                ConcurrentPosts.Lead(
                    places,
                    [.. candidates.Select(c => most.TryGetValue(c.PersonId, out var m) ? c with { Most = m } : c)],
                    rule,
                    coverages
                ),
                coOptions
            );
            var refused = await PostChecks.RefusalsAsync(session, plan.Wanted(session, null), ct);
            var beaten = plan
                .Leads.Where(l => l.Source is not null && refused.ContainsKey(l.PlaceId))
                .Select(l => l.PersonId!.Value)
                .ToHashSet();
            if (beaten.Count == 0)
                return plan with
                {
                    CoOptions = coOptions.ConvertAll(c =>
                        refused.ContainsKey(c.Head.PersonId) ? c with { Vacancy = "post-rules" } : c
                    ),
                };
            foreach (var person in beaten)
                most[person] = plan.Leads.Count(l =>
                    l.PersonId == person && !(l.Source is not null && refused.ContainsKey(l.PlaceId))
                );
        }

        LeaderRecords.Village? Around(string place)
        {
            for (var length = place.Length; length > 0; length -= DivisionKey.Width)
                if (villages.TryGetValue(place[..length], out var village))
                    return village;
            return null;
        }
    }

    /// <summary>
    /// The resulting appointments, leaders first; each with the id of its micro-grid or of the woman.
    /// </summary>
    /// <param name="source">The preview that is applied.</param>
    public List<Wanted> Wanted(Session session, Guid? source)
    {
        var keys = Places.ToDictionary(p => p.Id, p => p.Key);
        return
        [
            .. Leads
                .Where(l => l.Source is not null)
                .Select(l => new Wanted(
                    l.PlaceId,
                    l.PersonId!.Value,
                    Post.GroupLeader,
                    l.PlaceId,
                    null,
                    keys[l.PlaceId],
                    session.Now,
                    null
                )
                {
                    SourceId = source,
                }),
            .. CoOptions
                .Where(c => c.Vacancy is null)
                .Select(c => new Wanted(
                    c.Head.PersonId,
                    c.Head.PersonId,
                    Post.ExecutiveMember,
                    c.VillageId,
                    null,
                    c.VillageKey,
                    session.Now,
                    null
                )
                {
                    Mode = "co-opted",
                    SourceId = source,
                }),
        ];
    }

    /// <summary>Fingerprint of a plan; equal plans have equal fingerprints.</summary>
    public string Fingerprint()
    {
        var text = new StringBuilder();
        foreach (var l in Leads)
            text.Append(l.PlaceId).Append(l.PersonId).Append(l.Source).Append(l.Vacancy).Append('\n');
        foreach (var c in CoOptions)
            text.Append(c.Head.PersonId).Append(c.Head.Key).Append(c.Vacancy).Append('\n');
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    public IEnumerable<Guid> People =>
        Leads
            .Where(l => l.PersonId is not null)
            .Select(l => l.PersonId!.Value)
            .Concat(CoOptions.Select(c => c.Head.PersonId));
}

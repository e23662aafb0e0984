using System.Text.Json;
using Contracts.Census.V1;
using Jobs.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.Messaging;

namespace Jobs.Features.Profiles;

/// <summary>
/// Open postings that suit a consented profile, best first. Looks near her first: her county, then her province, if the
/// county has too few to rank.
/// </summary>
static class ListMatches
{
    const int Enough = 500;

    const string FindPlaces = """
        select level, key, name
        from platform.areas
        where key = any (@prefixes) and (valid_to is null or valid_to > @Today)
        order by level
        """;
    const string FindOffers = """
        select id, employer_name, title, scope_key, hours, skills, wage_from, wage_to, flexible from postings
        where state = 'open'
            and scope_key >= @ring
            and scope_key < @ring || '~'
            and (skills = '{}' or skills && @mine)
        order by id desc
        limit @Enough
        """;
    const string FindProfile = """
        select p.hours, p.skills, p.scope_key, p.seeking, p.wage_wanted,
            array(select c.course from certificates c where c.person_id = p.id) as certificates
        from profiles p
        where p.id = @personId
        """;

    [EndpointSummary("岗位匹配 Postings that suit her, with reasons")]
    public static async Task<Ok<Page<Response>>> Handle(
        Guid personId,
        Paging paging,
        Session session,
        CancellationToken ct
    )
    {
        var profile = await session.Find<Profile>(FindProfile, new { personId }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        session.Saw(personId);
        if (!profile.Seeking)
            return TypedResults.Ok(new Page<Response>([], null));
        var prefixes = Enumerable.Range(1, profile.ScopeKey.Length).Select(n => profile.ScopeKey[..n]).ToArray();
        var places = await session.Query<Place>(FindPlaces, new { prefixes, session.Today }, ct);
        var candidate = new Candidate(
            places,
            JsonSerializer.Deserialize<List<WorkingHours>>(profile.Hours, Wire.Json)!,
            profile.Skills.ToHashSet(),
            profile.Certificates.ToHashSet(),
            profile.WageWanted
        );

        var rows = (await FindNearest(candidate, session, ct)).ToDictionary(r => r.Id);
        var names = (await session.Query<Skill>("select code, name, name_en from skills", ct: ct)).ToDictionary(
            s => s.Code,
            s => (s.Name, s.NameEn)
        );
        var ranked = Matching.Rank(candidate, rows.Values.Select(r => r.Offer()), code =>
            names.GetValueOrDefault(code, (code, code))
        );
        var after = paging.After<Position?>();
        var page = ranked
            .Where(m => after is null || Position.Of(m).CompareTo(after) > 0)
            .Take(paging.Take)
            .Select(m => new Response(
                m.Offer.Id,
                rows[m.Offer.Id].Title,
                rows[m.Offer.Id].EmployerName,
                m.Score,
                m.Reasons,
                m.Offer.WageFrom
            ));
        return TypedResults.Ok(paging.Of([.. page], r => new Position(r.Score, r.WageFrom, r.PostingId)));
    }

    static async Task<IReadOnlyList<Row>> FindNearest(Candidate candidate, Session session, CancellationToken ct)
    {
        var mine = candidate.Skills.Concat(candidate.Certificates).Distinct().ToArray();
        IReadOnlyList<Row> rows = [];
        foreach (
            var ring in candidate
                .Places.Where(p => p.Level is 3 or 1)
                .OrderByDescending(p => p.Level)
                .Select(p => p.Key)
        )
        {
            rows = await session.Query<Row>(
                FindOffers,
                new
                {
                    ring,
                    mine,
                    Enough,
                },
                ct
            );
            if (rows.Count == Enough)
                break;
        }
        return rows;
    }

    public sealed record Response(
        Guid PostingId,
        string Title,
        string Employer,
        int Score,
        IReadOnlyList<Reason> Reasons,
        int WageFrom
    );

    /// <summary>Where a page ended, in the order of <see cref="Matching.Rank"/>.</summary>
    sealed record Position(int Score, int WageFrom, Guid Id) : IComparable<Position>
    {
        public static Position Of(Match match) => new(match.Score, match.Offer.WageFrom, match.Offer.Id);

        public int CompareTo(Position? other) =>
            other is null ? 1 : (-Score, -WageFrom, Id).CompareTo((-other.Score, -other.WageFrom, other.Id));
    }

    sealed record Profile(
        string Hours,
        string[] Skills,
        string ScopeKey,
        bool Seeking,
        int? WageWanted,
        string[] Certificates
    );

    sealed record Skill(string Code, string Name, string NameEn);

    sealed record Row(
        Guid Id,
        string EmployerName,
        string Title,
        string ScopeKey,
        string Hours,
        string[] Skills,
        int WageFrom,
        int WageTo,
        bool Flexible
    )
    {
        public Offer Offer() =>
            new(
                Id,
                ScopeKey,
                JsonSerializer.Deserialize<List<WorkingHours>>(Hours, Wire.Json)!,
                Skills,
                WageFrom,
                WageTo,
                Flexible
            );
    }
}

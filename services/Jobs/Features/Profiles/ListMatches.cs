using System.Text.Json;
using Contracts.Census.V1;
using Jobs.Domain;
using Jobs.Features.Postings;
using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.Messaging;

namespace Jobs.Features.Profiles;

/// <summary>
/// Open postings that suit a consented profile, best first: of the county, or of the province if the county has fewer
/// than 500.
/// </summary>
static class ListMatches
{
    const int Enough = 500;

    const string FindPlaces = """
        select level, key, name
        from platform.areas
        where key = any (@prefixes) and platform.not_ended(valid_to, @Today)
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

    /// <summary>The ranking is a parameter of the query: Listing filters, sorts and pages it.</summary>
    const string Source = """
        select m.id, m.id as posting_id, m.title, m.employer, m.score, m.reasons, m.wage_from,
            m.score * -10000000000 - m.wage_from as rank
        from json_to_recordset(@matches::json)
            as m(id uuid, title text, employer text, score int, reasons json, wage_from int)
        """;

    static readonly Listing<Ranked, Response> List = Listing.Of<Ranked, Response>(
        "matches",
        Source,
        (row, _) =>
            new(
                row.PostingId,
                row.Title,
                row.Employer,
                row.Score,
                JsonSerializer.Deserialize<List<Reason>>(row.Reasons, Wire.Json)!,
                row.WageFrom
            ),
        new("rank", "名次") { Hidden = true },
        new("title", "岗位") { Search = true },
        new("employer", "用人单位") { Search = true },
        new("score", "匹配分"),
        new("reasons", "理由") { Plain = true, InFile = ListColumn.Each<Reason>(r => r.Zh) },
        new("wageFrom", "月薪下限（元）"),
        new("postingId", "岗位编号")
    ) with
    {
        DefaultSort = "rank",
    };

    [EndpointSummary("岗位匹配 Postings that suit a person, with reasons; filter, sort, CSV, XLSX")]
    public static async Task<ListAnswer<Response>> Handle(
        Guid personId,
        ListQuery query,
        Session session,
        CancellationToken ct
    )
    {
        var profile = await session.Find<Profile>(FindProfile, new { personId }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        session.RecordAccess(personId);
        var matches = profile.Seeking ? await RankAsync(profile, session, ct) : "[]";
        return await List.AnswerAsync(query, session, new { matches }, ct);
    }

    static async Task<string> RankAsync(Profile profile, Session session, CancellationToken ct)
    {
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
        var names = (await SkillCodes.ReadAsync(session, ct)).Codes.ToDictionary(c => c.Value, c => (c.Zh, c.En));
        var ranked = Matching.Rank(candidate, rows.Values.Select(r => r.Offer()), code =>
            names.GetValueOrDefault(code, (code, code))
        );
        return JsonSerializer.Serialize(
            ranked.Select(m => new
            {
                m.Offer.Id,
                rows[m.Offer.Id].Title,
                Employer = rows[m.Offer.Id].EmployerName,
                m.Score,
                m.Reasons,
                wage_from = m.Offer.WageFrom,
            }),
            Wire.Json
        );
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

    /// <param name="Rank">Ascending in the order of <see cref="Matching.Rank"/>; the id breaks ties.</param>
    sealed record Ranked(
        Guid Id,
        Guid PostingId,
        string Title,
        string Employer,
        int Score,
        string Reasons,
        int WageFrom,
        long Rank
    );

    sealed record Profile(
        string Hours,
        string[] Skills,
        string ScopeKey,
        bool Seeking,
        int? WageWanted,
        string[] Certificates
    );

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

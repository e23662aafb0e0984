using Contracts.Organizations.V1;
using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Appointments;

/// <summary>An appointment to be made.</summary>
/// <param name="DivisionId">Set for posts over an area, as the organization is for posts in one.</param>
/// <param name="Key">Sort key of the division, or of the organization's place.</param>
sealed record Wanted(
    Guid Id,
    Guid PersonId,
    string Post,
    Guid? DivisionId,
    Guid? OrganizationId,
    string Key,
    DateTimeOffset From,
    DateTimeOffset? Until
)
{
    /// <summary>appointed, elected, invited or co-opted.</summary>
    public string Mode { get; init; } = "appointed";
    public string? Basis { get; init; }

    /// <summary>The election or the run of a rule it comes from.</summary>
    public Guid? SourceId { get; init; }
    public Guid? DocumentId { get; init; }

    /// <summary>Her birth date where the register does not have it yet.</summary>
    public DateOnly? Born { get; init; }

    public Tenure Tenure => new(Id, PersonId, Post, DivisionId ?? OrganizationId, From, Until);
}

/// <summary>
/// How every appointment is made, one or many: the limits of posts are checked with all that could meet them held
/// still, so that of two at the same moment one is refused. Few take a lock for each person and place; many take one
/// lock for all.
/// </summary>
static class Appointing
{
    const int Few = 50;
    const string LockFew = """
        select pg_advisory_xact_lock_shared(hashtextextended('appointments', 0));
        select count(pg_advisory_xact_lock(k))
        from (select distinct hashtextextended('appointment ' || k, 0) as k from unnest(@keys) u (k) order by 1) s
        """;
    const string LockAll = "select pg_advisory_xact_lock(hashtextextended('appointments', 0))";
    const string Rules = """
        select distinct on (post) post, most_per_place, most_per_person, excludes_anywhere, excludes_here, least_age,
            greatest_age
        from post_rules
        where valid_from <= @day and (valid_to is null or valid_to > @day) order by post, version desc
        """;
    const string Others = """
        select id, person_id, post, place_id as place, valid_from as "from", until from appointments
        where (person_id = any (@people) or (post = any (@limited) and place_id = any (@places)))
            and (until is null or until > @first)
        """;
    const string Births = "select id, birth_date from people where id = any (@people) and birth_date is not null";
    const string IsAdministrator = """
        select exists (
            select from platform.grants
            where subject_id = @subject and role = @role and scope_key is not null
              and valid_from <= @Now and (valid_to is null or valid_to > @Now))
        """;

    /// <summary>
    /// One woman who is on the register more than once, each time where nobody saw the other: limits count her once.
    /// </summary>
    const string SamePerson = """
        select array_agg(q.id order by q.id) from people p join people q on q.citizen_id_index = p.citizen_id_index
        where p.id = any (@people) group by p.id having count(*) > 1
        """;
    const string Men = "select id from people where id = any (@people) and sex = '1'";
    const string Insert = """
        insert into appointments (
            id, person_id, post, division_id, organization_id, scope_key, valid_from, valid_to, appointed_by, mode,
            basis, source_id, document_id
        )
        select id, person, post, division, organization, key, first, last, $12::uuid, $13::text, basis, source, document
        from unnest(
            $1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::uuid[], $6::text[], $7::timestamptz[],
            $8::timestamptz[], $9::text[], $10::uuid[], $11::uuid[]
        )
            as u (id, person, post, division, organization, key, first, last, basis, source, document)
        """;

    /// <summary>The post of an administrator is given, changed and ended by administrators alone.</summary>
    /// <exception cref="ProblemException">ORG-0002: the caller is none.</exception>
    public static async Task GuardAdministratorsAsync(string post, Session session, CancellationToken ct)
    {
        if (post != Post.PlatformAdministrator)
            return;
        var asked = new
        {
            subject = session.Caller.Subject,
            role = post,
            session.Now,
        };
        if (!await session.Find<bool>(IsAdministrator, asked, ct))
            throw new ProblemException(Problems.OnlyAdministrators);
    }

    /// <summary>Makes the appointments and publishes them, or refuses all by the first that may not be.</summary>
    /// <exception cref="ProblemException">ORG-0003, ORG-0200, ORG-0201, ORG-0202, ORG-0221, ORG-1436; errors names the
    /// appointment in the way, if the caller may see it.</exception>
    public static async Task MakeAsync(Session session, IReadOnlyList<Wanted> wanted, CancellationToken ct)
    {
        if (
            (
                await MenAsync(session, wanted.Where(w => Posts.OfWomen.Contains(w.Post)).Select(w => w.PersonId), ct)
            ).Count > 0
        )
            throw new ProblemException(Problems.WomenOnly, Problems.MustBeWoman.At("/personId"));
        var refused = await RefusalsAsync(session, wanted, ct);
        if (refused.Values.FirstOrDefault() is { } breach)
            throw await RefusalAsync(session, breach, ct);
        await InsertAsync(session, wanted, ct);
    }

    /// <summary>Who of these is a man; of whom it is not known is none.</summary>
    public static async Task<HashSet<Guid>> MenAsync(Session session, IEnumerable<Guid> people, CancellationToken ct) =>
        people.Distinct().ToArray() is { Length: > 0 } some
            ? [.. await session.AsSystem(() => session.Query<Guid>(Men, new { people = some }, ct), ct)]
            : [];

    /// <summary>
    /// What stands against each, with the persons and places held still until the commit. Those before it in the list
    /// count as made.
    /// </summary>
    public static async Task<Dictionary<Guid, Breach>> RefusalsAsync(
        Session session,
        IReadOnlyList<Wanted> wanted,
        CancellationToken ct
    )
    {
        if (wanted.Count == 0)
            return [];
        var people = wanted.Select(w => w.PersonId).Distinct().ToArray();
        var firsts = await FirstsAsync(session, people, ct);
        Guid First(Guid person) => firsts.GetValueOrDefault(person, person);
        var keys = wanted
            .SelectMany(w => new[] { First(w.PersonId).ToString(), $"{w.Post} {w.Tenure.Place}" })
            .ToArray();
        await session.Execute(wanted.Count <= Few ? LockFew : LockAll, new { keys }, ct);
        Dictionary<DateOnly, Dictionary<string, PostRule>> rules = [];
        foreach (var day in wanted.Select(w => ChinaDay.Of(w.From)).Distinct())
            rules[day] = await RulesAsync(day, session, ct);
        var limited = rules
            .Values.SelectMany(r => r.Values)
            .Where(r => r.MostPerPlace is not null)
            .Select(r => r.Post)
            .Distinct()
            .ToArray();
        var sought = new
        {
            people = people.Concat(firsts.Keys).Distinct().ToArray(),
            limited,
            places = wanted
                .Where(w => limited.Contains(w.Post))
                .Select(w => w.Tenure.Place)
                .OfType<Guid>()
                .Distinct()
                .ToArray(),
            first = wanted.Min(w => w.From).ToUniversalTime(),
        };
        // Limits hold across areas; only what the caller may see is named.
        var (others, births) = await session.AsSystem(
            async () =>
                (
                    await session.Query<Tenure>(Others, sought, ct),
                    (await session.Query<Birth>(Births, new { people }, ct)).ToDictionary(b => b.Id, b => b.BirthDate)
                ),
            ct
        );
        var there = others.Select(t => t with { PersonId = First(t.PersonId) }).ToList();
        var (byPerson, byPlace) = (
            there.GroupBy(t => t.PersonId).ToDictionary(g => g.Key, g => g.ToList()),
            there.GroupBy(t => (t.Post, t.Place)).ToDictionary(g => g.Key, g => g.ToList())
        );
        Dictionary<Guid, Breach> refused = [];
        foreach (var w in wanted)
        {
            var (t, rule) = (w.Tenure with { PersonId = First(w.PersonId) }, rules[ChinaDay.Of(w.From)]);
            var born = births.TryGetValue(w.PersonId, out var known) ? known : w.Born;
            if (PostAges.Check(w.Post, born, ChinaDay.Of(w.From), rule.GetValueOrDefault(w.Post)) is var (kind, limit))
            {
                refused[w.Id] = new(kind, t, limit);
                continue;
            }
            var hers = byPerson.TryGetValue(t.PersonId, out var p) ? p : byPerson[t.PersonId] = [];
            var here = byPlace.TryGetValue((t.Post, t.Place), out var q) ? q : byPlace[(t.Post, t.Place)] = [];
            if (
                PostLimits.Check(
                    t,
                    rule.GetValueOrDefault(t.Post)?.MostPerPlace is null ? hers : hers.UnionBy(here, o => o.Id),
                    rule.GetValueOrDefault
                ) is
                { } breach
            )
            {
                refused[w.Id] = breach;
                continue;
            }
            hers.Add(t);
            here.Add(t);
        }
        return refused;
    }

    /// <summary>The rules in force on a day, by post.</summary>
    public static async Task<Dictionary<string, PostRule>> RulesAsync(
        DateOnly day,
        Session session,
        CancellationToken ct
    ) => (await session.Query<PostRule>(Rules, new { day }, ct)).ToDictionary(r => r.Post);

    /// <summary>The first id of each whom several ids name.</summary>
    static async Task<Dictionary<Guid, Guid>> FirstsAsync(Session session, Guid[] people, CancellationToken ct) =>
        (await session.AsSystem(() => session.Query<Guid[]>(SamePerson, new { people }, ct), ct))
            .SelectMany(ids => ids.Select(id => (id, ids[0])))
            .Distinct()
            .ToDictionary();

    /// <summary>Writes and publishes appointments that were checked in this transaction.</summary>
    public static async Task InsertAsync(Session session, IReadOnlyList<Wanted> wanted, CancellationToken ct)
    {
        foreach (var batch in wanted.GroupBy(w => w.Mode).SelectMany(g => g.Chunk(2_000)))
        {
            session.Defer(
                Insert,
                batch.Select(w => w.Id).ToArray(),
                batch.Select(w => w.PersonId).ToArray(),
                batch.Select(w => w.Post).ToArray(),
                batch.Select(w => w.DivisionId).ToArray(),
                batch.Select(w => w.OrganizationId).ToArray(),
                batch.Select(w => w.Key).ToArray(),
                batch.Select(w => w.From.ToUniversalTime()).ToArray(),
                batch.Select(w => w.Until?.ToUniversalTime()).ToArray(),
                batch.Select(w => w.Basis).ToArray(),
                batch.Select(w => w.SourceId).ToArray(),
                batch.Select(w => w.DocumentId).ToArray(),
                session.Caller.SubjectId,
                batch[0].Mode
            );
            foreach (var w in batch)
                session.Publish(
                    new AppointmentStarted(
                        w.Id,
                        w.PersonId,
                        w.Post,
                        w.DivisionId is null && Posts.IsInOrganization(w.Post) ? null : w.Key,
                        w.OrganizationId,
                        w.From,
                        w.Until
                    )
                );
            await session.FlushAsync(ct);
        }
    }

    /// <summary>The refusal of a breach as the caller may know it.</summary>
    public static async Task<ProblemException> RefusalAsync(Session session, Breach breach, CancellationToken ct)
    {
        if (RuleOf(breach) is { } age)
            return new(ProblemOf(breach), age.At("/personId"));
        var visible = await session.Find<bool>(
            "select exists (select from appointments where id = @Id)",
            new { breach.With.Id },
            ct
        );
        var (zh, en) = Describe(breach.With);
        var rule = visible
            ? Problems.OtherAppointment with
            {
                Zh = Problems.OtherAppointment.Zh + "：" + zh,
                En = Problems.OtherAppointment.En + ": " + en,
            }
            : Problems.OtherAppointment;
        return new(ProblemOf(breach), rule.At("/post"));
    }

    public static Problem ProblemOf(Breach breach) =>
        breach.Kind switch
        {
            BreachKind.Same => Problems.AlreadyAppointed,
            BreachKind.Excluded => Problems.PostsExclude,
            BreachKind.PlaceFull => Problems.PlaceFull,
            BreachKind.TooYoung or BreachKind.TooOld => Problems.OutsideAge,
            _ => Problems.PersonFull,
        };

    /// <summary>What her age breaks, with the limit; null where it is no matter of age.</summary>
    public static FieldRule? RuleOf(Breach breach) =>
        breach.Kind switch
        {
            BreachKind.TooYoung => Problems.TooYoung with
            {
                Zh = $"{Problems.TooYoung.Zh}（须年满 {breach.Limit} 周岁）",
                En = $"{Problems.TooYoung.En} ({breach.Limit} at least)",
            },
            BreachKind.TooOld => Problems.TooOld with
            {
                Zh = $"{Problems.TooOld.Zh}（不得超过 {breach.Limit} 周岁）",
                En = $"{Problems.TooOld.En} ({breach.Limit} at most)",
            },
            _ => null,
        };

    /// <summary>The appointment in words.</summary>
    public static (string Zh, string En) Describe(Tenure t)
    {
        var (from, until) = (ChinaDay.Of(t.From), t.Until is { } u ? ChinaDay.Of(u).ToString("yyyy-MM-dd", null) : "");
        return (
            $"{t.Id}（{t.Post}，{from:yyyy-MM-dd} 至 {(until.Length > 0 ? until : "今")}）",
            $"{t.Id} ({t.Post}, {from:yyyy-MM-dd} to {(until.Length > 0 ? until : "now")})"
        );
    }

    sealed record Birth(Guid Id, DateOnly BirthDate);
}

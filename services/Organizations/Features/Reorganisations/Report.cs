using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Contracts;
using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.Messaging;

namespace Organizations.Features.Reorganisations;

/// <summary>What a reorganisation moves, and who sees more or less by it.</summary>
/// <param name="Fingerprint">Of all that it moves and places and of all who gain or lose, listed or not: what is
/// applied must be what was shown.</param>
sealed record Report(
    Report.Numbers Counts,
    Report.Reach Gains,
    Report.Reach Losses,
    IReadOnlyList<Report.Warning> Warnings,
    string? Fingerprint = null
)
{
    /// <summary>Divisions, records and open posts that lie elsewhere afterwards, in this service.</summary>
    public sealed record Numbers(
        long Divisions,
        long Households,
        long People,
        long Appointments,
        long Coverages,
        long Organizations
    );

    /// <param name="People">How many, wherever they are; listed are those the caller may see, 200 at most.</param>
    public sealed record Reach(long People, IReadOnlyList<Holder> Holders)
    {
        internal static Reach Of(IReadOnlyList<Row> rows) =>
            new(
                rows.Select(r => r.PersonId).Distinct().LongCount(),
                [.. rows.Where(r => r.Seen).Take(MostListed).Select(r => new Holder(r.PersonId, r.Post, r.DivisionId))]
            );
    }

    public sealed record Holder(Guid PersonId, string Post, Guid? DivisionId);

    public sealed record Warning(string Code, string Zh, string En, long Number);

    /// <summary>All who gain or lose, as they were found; null where the report was kept.</summary>
    internal Sight? Found { get; private init; }

    const int MostListed = 200;

    const string Count = """
        select (select count(*) from unnest(@froms) f join divisions x on x.key >= f and x.key < f || '~') as divisions,
            (
                   select count(*)
                   from unnest(@froms) f
                   join households x on x.scope_key >= f and x.scope_key < f || '~'
               ) + cardinality(@placed) as households,
               (
                   select count(*) from unnest(@froms) f join people x on x.scope_key >= f and x.scope_key < f || '~'
               ) as people,
               (
                   select count(*)
                   from unnest(@froms) f
                   join appointments x on x.scope_key >= f and x.scope_key < f || '~' and x.ended_at is null
               ) as appointments,
               (
                   select count(*)
                   from unnest(@froms) f
                   join coverages x on x.scope_key >= f and x.scope_key < f || '~' and x.ended_at is null
               )
                   + (
                       select count(*) from coverages where household_id = any (@placed) and ended_at is null
                   ) as coverages,
               (
                   select count(*)
                   from unnest(@froms) f
                   join organizations x on x.scope_key >= f and x.scope_key < f || '~'
               ) as organizations
        """;
    const string Valid = "scope_key is not null and valid_from <= @Now and (valid_to is null or valid_to > @Now)";

    /// <summary>
    /// Holders of one of these keys who hold none of the others, by which they see it before and after.
    /// </summary>
    const string Holders = $"""
        select g.subject_id as person_id, g.role as post, g.scope_key,
            (select id from divisions d where d.key = g.scope_key limit 1) as division_id,
            exists (select from platform.ranges() r where g.scope_key >= r.lo and g.scope_key < r.hi) as seen
        from platform.grants g where g.{Valid} and g.scope_key = any (@keys)
          and not exists (
              select from platform.grants o
              where o.subject_id = g.subject_id and o.scope_key = any (@others) and o.{Valid}
          )
        order by g.subject_id, g.role, g.scope_key
        """;
    const string Held = $"""
        select subject_id, array_agg(distinct scope_key) as keys from platform.grants where {Valid} and subject_id in (
            select g.subject_id
            from unnest(@froms) f
            join platform.grants g on g.scope_key >= f and g.scope_key < f || '~')
        group by subject_id having count(distinct scope_key) > @MostAreas
        """;

    /// <summary>
    /// What stands at divisions that end. Whoever is registered at a merged one goes on there; at the whole of a split
    /// she is in none of the parts.
    /// </summary>
    const string AtEnded = """
        select (
            select count(*)
            from appointments
            where division_id = any (@Ended) and ended_at is null and (valid_to is null or valid_to > @Now)
        ) as posts,
               (
                select count(*) from organizations where division_id = any (@Ended) and valid_to is null
               ) as organizations,
               (select count(*) from coverages where division_id = any (@Ended) and ended_at is null) as coverages,
               (select count(*) from people where scope_key = @Whole) as people
        """;

    /// <summary>Works it out with the service's own sight; lists only what the caller may see.</summary>
    /// <exception cref="ProblemException">ORG-0162: somebody would hold more areas than one may.</exception>
    public static async Task<Report> OfAsync(Plan plan, Session session, CancellationToken ct) =>
        await session.AsSystem(
            async () =>
            {
                await CheckAreasAsync(plan.Moves, session, ct);
                var placed = plan.Placements.Select(p => p.HouseholdId).ToArray();
                var counts = (
                    await session.Find<Numbers>(
                        Count,
                        new { froms = plan.Moves.Select(m => m.From).ToArray(), placed },
                        ct
                    )
                )!;
                var sight = await SightAsync(plan, session, ct);
                var (gains, losses) = sight;
                var print = SHA256.HashData(
                    JsonSerializer.SerializeToUtf8Bytes(
                        new
                        {
                            counts,
                            plan.Moves,
                            plan.Placements,
                            plan.Remainders,
                            plan.Ended,
                            gains,
                            losses,
                        },
                        Wire.Json
                    )
                );
                return new Report(
                    counts,
                    Reach.Of(gains),
                    Reach.Of(losses),
                    await WarningsAsync(plan, session, ct),
                    Convert.ToHexString(print)
                )
                {
                    Found = sight,
                };
            },
            ct
        );

    /// <summary>Who gains and who loses sight by it. The session must be the system's.</summary>
    internal static async Task<Sight> SightAsync(Plan plan, Session session, CancellationToken ct)
    {
        KeyMove[] all =
        [
            .. plan.Moves,
            .. plan.Placements.Select(p => new KeyMove(p.From + "000", p.To + "000")).Distinct(),
        ];
        var (gaining, losing) = Reorganisation.Sight(all);
        return new(
            await HoldersAsync(gaining, Shared(all, m => m.From), session, ct),
            await HoldersAsync(losing, Shared(all, m => m.To), session, ct)
        );
    }

    /// <summary>
    /// Whether it does the same to the same people. What an earlier version kept has no fingerprint: its counts must
    /// do.
    /// </summary>
    public bool IsSame(Report other) => Fingerprint is null ? Counts == other.Counts : Fingerprint == other.Fingerprint;

    static async Task<IReadOnlyList<Warning>> WarningsAsync(Plan plan, Session session, CancellationToken ct)
    {
        var whole = plan.Relation == "split" ? plan.Remainders[0] : null;
        var at = (
            await session.Find<Standing>(
                AtEnded,
                new
                {
                    Ended = plan.Ended.ToArray(),
                    Whole = whole?.From,
                    session.Now,
                },
                ct
            )
        )!;
        List<Warning> warnings = [];
        if (at.Posts > 0)
            warnings.Add(
                new(
                    "posts-of-ended",
                    "这些任职所在的区划将不复存在，任职者仍只看到原有范围，请重新任命",
                    "These posts are for divisions that end; who holds them sees what she saw, appoint anew",
                    at.Posts
                )
            );
        if (at.Organizations > 0)
            warnings.Add(
                new(
                    "organizations-of-ended",
                    "这些组织所在的区划将不复存在，请撤销或在新区划另行登记",
                    "These organizations are of divisions that end: dissolve them, or register them anew",
                    at.Organizations
                )
            );
        if (at.Coverages > 0)
            warnings.Add(
                new(
                    "coverages-of-ended",
                    "这些包联的区划将不复存在，请结束后重新包联",
                    "These coverages are of divisions that end: end them and begin them anew",
                    at.Coverages
                )
            );
        if (at.People > 0)
            warnings.Add(
                new(
                    "people-of-whole",
                    "这些人员登记在被拆分的区划本级，不属于任何一部分，只有原区划和上级可见",
                    "These people are registered at the whole itself and are in none of the parts: who "
                        + "saw the whole sees them",
                    at.People
                )
            );
        if (whole is not null && plan.Added.Single(a => a.Key == whole.To) is { } heir)
            warnings.Add(
                new(
                    "late-households",
                    $"应用前后才登记到被拆分区划的住户归入“{heir.Name}”（{heir.Code}）",
                    $"Households that are registered in the whole meanwhile go into {heir.Name} ({heir.Code})",
                    0
                )
            );
        return warnings;
    }

    /// <summary>Nobody may be locked out because her areas come apart.</summary>
    /// <exception cref="ProblemException">ORG-0162.</exception>
    public static async Task CheckAreasAsync(IReadOnlyList<KeyMove> moves, Session session, CancellationToken ct)
    {
        var holders = await session.Query<Holding>(
            Held,
            new
            {
                froms = moves.Select(m => m.From).ToArray(),
                session.Now,
                Reorganisation.MostAreas,
            },
            ct
        );
        var over = holders
            .Where(h =>
                Reorganisation.Areas(h.Keys.Select(k => Reorganisation.Resolve(moves, k)))
                    is > Reorganisation.MostAreas
                        and var after
                && after > Reorganisation.Areas(h.Keys)
            )
            .ToList();
        if (over.Count > 0)
            throw new ProblemException(
                Problems.AreasComeApart,
                [.. over.Take(MostListed).Select(h => Problems.Holds(h.SubjectId).At("/divisionId"))]
            );
    }

    public string ToJson() => JsonSerializer.Serialize(this, Wire.Json);

    static async Task<IReadOnlyList<Row>> HoldersAsync(
        IReadOnlyList<string> keys,
        string[] others,
        Session session,
        CancellationToken ct
    ) =>
        keys.Count == 0
            ? []
            : await session.Query<Row>(
                Holders,
                new
                {
                    keys = keys.ToArray(),
                    others,
                    session.Now,
                },
                ct
            );

    /// <summary>The keys that see every one of these ends.</summary>
    static string[] Shared(KeyMove[] moves, Func<KeyMove, string> end) =>
        moves.Length == 0
            ? []
            :
            [
                .. moves
                    .Select(m => Reorganisation.Above(end(m)).Append(end(m)))
                    .Aggregate((a, b) => [.. a.Intersect(b)]),
            ];

    /// <param name="ScopeKey">Left out of the fingerprint, which names the division.</param>
    internal sealed record Row(
        Guid PersonId,
        string Post,
        [property: JsonIgnore] string ScopeKey,
        Guid? DivisionId,
        bool Seen
    );

    /// <summary>Who gains and who loses sight.</summary>
    internal sealed record Sight(IReadOnlyList<Row> Gains, IReadOnlyList<Row> Losses)
    {
        /// <summary>
        /// Whether these are the same holders of the same areas. Divisions are not compared: while areas move, they are
        /// not where their holders' keys say.
        /// </summary>
        public bool IsSame(Sight other) =>
            Gains.Select(Holder).SequenceEqual(other.Gains.Select(Holder))
            && Losses.Select(Holder).SequenceEqual(other.Losses.Select(Holder));

        static (Guid, string, string) Holder(Row row) => (row.PersonId, row.Post, row.ScopeKey);
    }

    sealed record Standing(long Posts, long Organizations, long Coverages, long People);

    sealed record Holding(Guid SubjectId, string[] Keys);
}

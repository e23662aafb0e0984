using System.Text.Json.Serialization;
using Contracts;
using Organizations.Domain;
using ServiceDefaults.Data;

namespace Organizations.Features.Reorganisations;

/// <summary>The people who gain and who lose access.</summary>
sealed record Sight(IReadOnlyList<Sight.Row> Gains, IReadOnlyList<Sight.Row> Losses)
{
    /// <param name="ScopeKey">Not part of the fingerprint, which names the division.</param>
    public sealed record Row(
        Guid PersonId,
        string Post,
        [property: JsonIgnore] string ScopeKey,
        Guid? DivisionId,
        bool Seen
    );

    internal const string Valid = "scope_key is not null and platform.in_force(valid_from, valid_to, @Now)";

    /// <summary>
    /// Holders of one of these keys, without holders of the others, who see the moved area before and after.
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

    /// <summary>Gains and losses of a plan. The session must be the system's.</summary>
    public static async Task<Sight> OfAsync(Plan plan, Session session, CancellationToken ct)
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
    /// Whether these are the same holders of the same areas. Divisions are not compared: while keys move, they differ
    /// from the keys of their holders.
    /// </summary>
    public bool IsSame(Sight other) =>
        Gains.Select(Holder).SequenceEqual(other.Gains.Select(Holder))
        && Losses.Select(Holder).SequenceEqual(other.Losses.Select(Holder));

    static (Guid, string, string) Holder(Row row) => (row.PersonId, row.Post, row.ScopeKey);

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

    /// <summary>Prefixes that all these ends share.</summary>
    static string[] Shared(KeyMove[] moves, Func<KeyMove, string> end) =>
        moves.Length == 0
            ? []
            :
            [
                .. moves
                    .Select(m => Reorganisation.Above(end(m)).Append(end(m)))
                    .Aggregate((a, b) => [.. a.Intersect(b)]),
            ];
}

using System.Security.Cryptography;
using System.Text.Json;
using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.Messaging;

namespace Organizations.Features.Reorganisations;

/// <summary>The effect of a reorganisation: what it moves, and who gains or loses access.</summary>
/// <param name="Fingerprint">Of all moves, placements, gains and losses, listed or not: the application must match the
/// preview.</param>
sealed record Report(
    Report.Numbers Counts,
    Report.Reach Gains,
    Report.Reach Losses,
    IReadOnlyList<Report.Warning> Warnings,
    string? Fingerprint = null
)
{
    /// <summary>Divisions, records and open posts of this service that get another key.</summary>
    public sealed record Numbers(
        long Divisions,
        long Households,
        long People,
        long Appointments,
        long Coverages,
        long Organizations
    );

    /// <param name="People">Number of people in all areas; the list has those in the caller's scope, 200 at
    /// most.</param>
    public sealed record Reach(long People, IReadOnlyList<Holder> Holders)
    {
        internal static Reach Of(IReadOnlyList<Sight.Row> rows) =>
            new(
                rows.Select(r => r.PersonId).Distinct().LongCount(),
                [.. rows.Where(r => r.Seen).Take(MostListed).Select(r => new Holder(r.PersonId, r.Post, r.DivisionId))]
            );
    }

    public sealed record Holder(Guid PersonId, [Code(nameof(CodeTables.Post))] string Post, Guid? DivisionId);

    public sealed record Warning(string Code, string Zh, string En, long Number);

    /// <summary>All gains and losses of a new report; null for a stored one.</summary>
    internal Sight? Found { get; private init; }

    internal const int MostListed = 200;

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

    /// <summary>Computes the report as the system; lists only people in the caller's scope.</summary>
    /// <exception cref="ProblemException">ORG-0162: a person would hold more separate areas than allowed.</exception>
    public static async Task<Report> OfAsync(Plan plan, Session session, CancellationToken ct) =>
        await session.AsSystem(
            async () =>
            {
                await SeparateAreas.CheckAsync(plan.Moves, session, ct);
                var placed = plan.Placements.Select(p => p.HouseholdId).ToArray();
                var counts = (
                    await session.Find<Numbers>(
                        Count,
                        new { froms = plan.Moves.Select(m => m.From).ToArray(), placed },
                        ct
                    )
                )!;
                var sight = await Sight.OfAsync(plan, session, ct);
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
                    await ReportWarnings.OfAsync(plan, session, ct),
                    Convert.ToHexString(print)
                )
                {
                    Found = sight,
                };
            },
            ct
        );

    /// <summary>
    /// Whether both have the same effect on the same people. Reports of an earlier version have no fingerprint: their
    /// counts are compared.
    /// </summary>
    public bool IsSame(Report other) => Fingerprint is null ? Counts == other.Counts : Fingerprint == other.Fingerprint;

    public string ToJson() => JsonSerializer.Serialize(this, Wire.Json);
}

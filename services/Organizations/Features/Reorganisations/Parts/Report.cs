using System.Security.Cryptography;
using System.Text.Json;
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
        internal static Reach Of(IReadOnlyList<Sight.Row> rows) =>
            new(
                rows.Select(r => r.PersonId).Distinct().LongCount(),
                [.. rows.Where(r => r.Seen).Take(MostListed).Select(r => new Holder(r.PersonId, r.Post, r.DivisionId))]
            );
    }

    public sealed record Holder(Guid PersonId, [Code(nameof(CodeTables.Post))] string Post, Guid? DivisionId);

    public sealed record Warning(string Code, string Zh, string En, long Number);

    /// <summary>All who gain or lose, as they were found; null where the report was kept.</summary>
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

    /// <summary>Works it out with the service's own sight; lists only what the caller may see.</summary>
    /// <exception cref="ProblemException">ORG-0162: somebody would hold more areas than one may.</exception>
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
    /// Whether it does the same to the same people. What an earlier version kept has no fingerprint: its counts must
    /// do.
    /// </summary>
    public bool IsSame(Report other) => Fingerprint is null ? Counts == other.Counts : Fingerprint == other.Fingerprint;

    public string ToJson() => JsonSerializer.Serialize(this, Wire.Json);
}

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Benchmarks;

/// <summary>One line of the table: the medians of both sides, their ratio and the target.</summary>
/// <param name="Target">An operator and a number for the ratio; with a unit, for our own figure.</param>
/// <param name="Pass">Null without a target.</param>
/// <param name="Spread">(largest - smallest) / median, the larger of both sides.</param>
sealed record Row(
    string Name,
    double Ours,
    double? Peer,
    string Unit,
    double? Ratio,
    string? Target,
    bool? Pass,
    int Rounds,
    double Spread,
    double SpreadOurs,
    double? SpreadPeer
)
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new Rounded() },
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>A row with the sum of all rounds, for events that must not happen.</summary>
    public static Row OfSum(string name, string unit, IReadOnlyList<double> rounds, string target) =>
        Of(name, unit, [rounds.Sum()], null, target) with
        {
            Rounds = rounds.Count,
        };

    public static Row Of(
        string name,
        string unit,
        IReadOnlyList<double> ours,
        IReadOnlyList<double>? peer,
        string? target = null
    )
    {
        var (mine, theirs) = (Median(ours), peer is null ? (double?)null : Median(peer));
        var ratio = mine / theirs;
        bool? pass = target?.Split(' ') switch
        {
            [var op, var bound] => Holds(
                ratio ?? throw new ArgumentException("A ratio needs a peer.", nameof(peer)),
                op,
                bound
            ),
            [var op, var bound, _] => Holds(mine, op, bound),
            _ => null,
        };
        var (spreadOurs, spreadPeer) = (SpreadOf(ours), peer is null ? (double?)null : SpreadOf(peer));
        return new(
            name,
            mine,
            theirs,
            unit,
            ratio,
            target,
            pass,
            ours.Count,
            Math.Max(spreadOurs, spreadPeer ?? 0),
            spreadOurs,
            spreadPeer
        );
    }

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    public static string Head =>
        string.Format(
            CultureInfo.InvariantCulture,
            Format,
            "what",
            "ours",
            "peer",
            "unit",
            "ratio",
            "target",
            "spread",
            ""
        );

    public override string ToString() =>
        string.Format(
            CultureInfo.InvariantCulture,
            Format,
            Name,
            Figure(Ours),
            Figure(Peer),
            Unit,
            Ratio?.ToString("0.00", CultureInfo.InvariantCulture) ?? "-",
            Target ?? "shown",
            $"{SpreadOurs:P0} / {(SpreadPeer is { } s ? s.ToString("P0", CultureInfo.InvariantCulture) : "-")}",
            Pass switch
            {
                true => "met",
                false => "MISSED",
                null => "",
            }
        );

    const string Format = "{0,-44} {1,12} {2,12} {3,-12} {4,6} {5,-10} {6,-16} {7}";

    static bool Holds(double figure, string op, string bound)
    {
        var limit = double.Parse(bound, CultureInfo.InvariantCulture);
        return op switch
        {
            ">=" => figure >= limit,
            "<=" => figure <= limit,
            _ => throw new ArgumentException($"'{op}' is no operator of a target.", nameof(op)),
        };
    }

    static double Median(IReadOnlyList<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    static double SpreadOf(IReadOnlyList<double> values) =>
        values.Max() == values.Min()
            ? 0
            : (values.Max() - values.Min()) / (Median(values) is > 0 and var median ? median : values.Max());

    static string Figure(double? value) =>
        value switch
        {
            null => "-",
            >= 1_000 => value.Value.ToString("N0", CultureInfo.InvariantCulture),
            >= 10 => value.Value.ToString("0.0", CultureInfo.InvariantCulture),
            _ => value.Value.ToString("0.000", CultureInfo.InvariantCulture),
        };

    sealed class Rounded : JsonConverter<double>
    {
        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetDouble();

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) =>
            writer.WriteNumberValue((double)decimal.Round((decimal)value, 4));
    }
}

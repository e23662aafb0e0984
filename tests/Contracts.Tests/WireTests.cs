using System.Reflection;
using System.Text.Json;
using ServiceDefaults.Messaging;
using Xunit;

namespace Contracts.Tests;

/// <summary>
/// A snapshot pins the wire form of every contract: name, stream, lane and JSON. UPDATE_SNAPSHOTS=1 writes missing
/// snapshots; an existing one never changes within V1.
/// </summary>
public class WireTests
{
    static readonly JsonSerializerOptions Indented = new(Wire.Json)
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static TheoryData<Type> Events =>
        [.. typeof(IEvent).Assembly.GetTypes().Where(t => typeof(IEvent).IsAssignableFrom(t) && t.IsClass)];

    [Theory, MemberData(nameof(Events))]
    public void A_contract_keeps_its_wire_form(Type type)
    {
        var wire = Wire.Of(type);
        var actual =
            $"{wire.Type}\n{wire.Stream} {wire.Lane.ToString().ToLowerInvariant()}\n"
            + $"{JsonSerializer.Serialize(Sample.Of(type), type, Indented)}\n";
        var file = Path.Combine(
            Repository.Root,
            "tests/Contracts.Tests/Snapshots",
            type.FullName!["Contracts.".Length..] + ".txt"
        );
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1" && !File.Exists(file))
            File.WriteAllText(file, actual);
        Assert.True(
            File.Exists(file),
            $"{type.FullName} has no snapshot yet: run with UPDATE_SNAPSHOTS=1 and commit it."
        );
        Assert.Equal(File.ReadAllText(file), actual);
    }

    [Theory, MemberData(nameof(Events))]
    public void A_contract_survives_a_round_trip(Type type)
    {
        var json = JsonSerializer.Serialize(Sample.Of(type), type, Wire.Json);
        Assert.Equal(
            json,
            JsonSerializer.Serialize(JsonSerializer.Deserialize(json, type, Wire.Json), type, Wire.Json)
        );
    }

    [Theory, MemberData(nameof(Events))]
    public void A_reader_ignores_members_added_later(Type type)
    {
        var json = JsonSerializer.Serialize(Sample.Of(type), type, Wire.Json);
        Assert.NotNull(JsonSerializer.Deserialize(json[..^1] + ",\"addedLater\":{\"x\":[1]}}", type, Wire.Json));
    }

    [Fact]
    public void Contracts_reference_nothing_but_the_runtime() =>
        Assert.All(typeof(IEvent).Assembly.GetReferencedAssemblies(), a => Assert.StartsWith("System.", a.Name));

    [Fact]
    public void Every_event_is_a_sealed_record_in_the_folder_of_its_service_with_a_stream_of_that_service()
    {
        foreach (
            var type in typeof(IEvent).Assembly.GetTypes().Where(t => typeof(IEvent).IsAssignableFrom(t) && t.IsClass)
        )
        {
            var parts = type.Namespace!.Split('.');
            Assert.True(type.IsSealed && type.GetMethod("<Clone>$") is not null, $"{type} is not a sealed record");
            Assert.Matches(@"^Contracts\.\w+\.V\d+$", type.Namespace);
            Assert.StartsWith(parts[1].ToLowerInvariant() + ".", type.GetCustomAttribute<StreamAttribute>()!.Name);
            Assert.True(
                File.Exists(Path.Combine(Repository.Root, "contracts", parts[1], parts[2], type.Name + ".cs")),
                $"{type} is not in a file of its own"
            );
            Assert.EndsWith("ed", type.Name);
        }
    }

    [Fact]
    public void No_contract_has_more_than_25_lines_of_code() =>
        Assert.All(
            Repository
                .Sources("contracts")
                .Where(f =>
                    f.Contains("/V1/", StringComparison.Ordinal) && !f.EndsWith("/Post.cs", StringComparison.Ordinal)
                ),
            f => Assert.InRange(File.ReadLines(f).Count(l => !l.StartsWith("///", StringComparison.Ordinal)), 1, 25)
        );
}

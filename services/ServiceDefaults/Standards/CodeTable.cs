using System.Reflection;
using System.Text.Json.Serialization;

namespace ServiceDefaults.Standards;

/// <summary>A code and its names.</summary>
public sealed record Code(string Value, string Zh, string En)
{
    /// <summary>What files call it besides its names.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Words { get; init; } = [];
}

/// <summary>A closed list of codes.</summary>
/// <param name="Name">Kebab-case name of the list, unique in a service.</param>
/// <param name="Standard">The national standard it is taken from; null for the platform's own.</param>
public sealed record CodeTable(string Name, string? Standard, IReadOnlyList<Code> Codes)
{
    // Of two codes with the same word, as rows of a database may have, a file means the first.
    readonly Dictionary<string, string> _words = Codes
        .SelectMany(c => c.Words.Prepend(c.Zh).Prepend(c.Value).Select(w => (Word: w, c.Value)))
        .DistinctBy(w => w.Word)
        .ToDictionary(w => w.Word, w => w.Value);

    readonly Dictionary<string, string> _names = Codes.ToDictionary(c => c.Value, c => c.Zh);

    /// <summary>The codes without their names, in the order of the table.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Values { get; } = [.. Codes.Select(c => c.Value)];

    /// <summary>The tables that a class declares as public static fields, by name.</summary>
    public static IEnumerable<CodeTable> DeclaredBy(Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(f => f.GetValue(null))
            .OfType<CodeTable>()
            .OrderBy(t => t.Name, StringComparer.Ordinal);

    /// <summary>A part of this table under a name of its own.</summary>
    /// <param name="values">Codes of this table, in the order of the new one.</param>
    /// <exception cref="InvalidOperationException">One is not of this table.</exception>
    public CodeTable Only(string name, params IEnumerable<string> values) =>
        new(name, Standard, [.. values.Select(v => Codes.First(c => c.Value == v))]);

    /// <summary>Whether it is one of the codes.</summary>
    public bool Has(string code) => _names.ContainsKey(code);

    /// <summary>
    /// The code that a cell of a file means: the code itself, its Chinese name, or another word for it; null for
    /// anything else.
    /// </summary>
    public string? Find(string cell) => _words.GetValueOrDefault(cell.Trim());

    /// <summary>The Chinese name of a code; null for what the table does not have.</summary>
    public string? NameOf(string code) => _names.GetValueOrDefault(code);
}

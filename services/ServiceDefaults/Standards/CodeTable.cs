using System.Reflection;
using System.Text.Json.Serialization;

namespace ServiceDefaults.Standards;

/// <summary>A code and its names.</summary>
public sealed record Code(string Value, string Zh, string En)
{
    /// <summary>Other words for the code in imported files.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Words { get; init; } = [];
}

/// <summary>A closed list of codes.</summary>
/// <param name="Name">Kebab-case name of the list, unique in a service.</param>
/// <param name="Standard">The national standard of the codes; null for the platform's own.</param>
public sealed record CodeTable(string Name, string? Standard, IReadOnlyList<Code> Codes)
{
    // Of two codes with the same word, which is possible in a database, the first one counts.
    readonly Dictionary<string, string> _words = Codes
        .SelectMany(c => c.Words.Prepend(c.Zh).Prepend(c.Value).Select(w => (Word: w, c.Value)))
        .DistinctBy(w => w.Word)
        .ToDictionary(w => w.Word, w => w.Value);

    readonly Dictionary<string, string> _names = Codes.ToDictionary(c => c.Value, c => c.Zh);

    /// <summary>The codes without their names, in the order of the table.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Values { get; } = [.. Codes.Select(c => c.Value)];

    /// <summary>The tables that a class declares as public static fields, sorted by name.</summary>
    public static IEnumerable<CodeTable> DeclaredBy(Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(f => f.GetValue(null))
            .OfType<CodeTable>()
            .OrderBy(t => t.Name, StringComparer.Ordinal);

    /// <summary>A part of this table under another name.</summary>
    /// <param name="values">Codes of this table, in the order of the new one.</param>
    /// <exception cref="InvalidOperationException">A code is not in this table.</exception>
    public CodeTable Only(string name, params IEnumerable<string> values) =>
        new(name, Standard, [.. values.Select(v => Codes.First(c => c.Value == v))]);

    /// <summary>Whether the table has the code.</summary>
    public bool Has(string code) => _names.ContainsKey(code);

    /// <summary>
    /// The code that a cell of a file means: the code itself, its Chinese name, or another word for it; null for other
    /// texts.
    /// </summary>
    public string? Find(string cell) => _words.GetValueOrDefault(cell.Trim());

    /// <summary>The Chinese name of a code; null for an unknown code.</summary>
    public string? NameOf(string code) => _names.GetValueOrDefault(code);
}

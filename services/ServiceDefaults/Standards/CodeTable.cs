using System.Text.Json.Serialization;
using ServiceDefaults.Http;

namespace ServiceDefaults.Standards;

/// <summary>A code and its names.</summary>
public sealed record Code(string Value, string Zh, string En)
{
    /// <summary>What files call it besides its names.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Words { get; init; } = [];
}

/// <summary>A closed list of codes.</summary>
/// <param name="Name">Kebab-case name of the list.</param>
/// <param name="Standard">The national standard it is taken from; null for the platform's own.</param>
public sealed record CodeTable(string Name, string? Standard, IReadOnlyList<Code> Codes)
{
    // Of two codes with the same word, as rows of a database may have, a file means the first.
    readonly Dictionary<string, string> _words = Codes
        .SelectMany(c => c.Words.Prepend(c.Zh).Prepend(c.Value).Select(w => (Word: w, c.Value)))
        .DistinctBy(w => w.Word)
        .ToDictionary(w => w.Word, w => w.Value);

    readonly Dictionary<string, string> _names = Codes.ToDictionary(c => c.Value, c => c.Zh);

    /// <summary>The codes without their names.</summary>
    [JsonIgnore]
    public IReadOnlyCollection<string> Values { get; } = Codes.Select(c => c.Value).ToHashSet();

    /// <summary>
    /// The code that a cell of a file means: the code itself, its Chinese name, or another word for it; null for
    /// anything else.
    /// </summary>
    public string? Find(string cell) => _words.GetValueOrDefault(cell.Trim());

    /// <summary>The Chinese name of a code; null for what the table does not have.</summary>
    public string? NameOf(string code) => _names.GetValueOrDefault(code);

    /// <summary>A code that may be missing; PLT-1003 for one that the table does not have.</summary>
    public string? Optional(Validation check, string pointer, string? code) =>
        string.IsNullOrWhiteSpace(code) ? null : check.OneOf(pointer, code, Values);
}

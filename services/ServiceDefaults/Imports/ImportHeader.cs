using System.Text;
using System.Text.RegularExpressions;
using ServiceDefaults.Standards;

namespace ServiceDefaults.Imports;

/// <summary>The header row of a file, and the place of each of the kind's columns in it.</summary>
sealed partial class ImportHeader
{
    /// <summary>The header is one of the first five rows; a title may precede it.</summary>
    public const int LastLine = 5;

    /// <summary>
    /// Columns that offices and our own exports add to the data: every kind accepts and ignores them.
    /// </summary>
    static readonly ImportColumn[] s_aside = [new("line", "行号", "序号", "no"), new("reason", "原因")];

    readonly IReadOnlyList<ImportColumn> _columns;
    readonly string[] _names;

    public ImportHeader(
        IReadOnlyList<string> cells,
        IReadOnlyList<ImportColumn> columns,
        IReadOnlyList<ImportColumn> aside
    )
    {
        (_columns, _names) = (columns, [.. cells.Select(Key)]);
        Places = [.. columns.Select(c => Array.FindIndex(_names, c.IsCalled))];
        Unknown =
        [
            .. _names
                .Index()
                .Where(n => n.Item.Length > 0 && !columns.Concat(aside).Concat(s_aside).Any(c => c.IsCalled(n.Item)))
                .Select(n => (n.Index, cells[n.Index].Trim())),
        ];
    }

    /// <summary>Number of its cells.</summary>
    public int Count => _names.Length;

    /// <summary>The place of each column; -1 for a column that the file lacks.</summary>
    public int[] Places { get; }

    /// <summary>Headings that name no column, and their places.</summary>
    public IReadOnlyList<(int Place, string Heading)> Unknown { get; }

    /// <summary>Number of known columns.</summary>
    public int Known => Places.Count(p => p >= 0);

    /// <summary>Whether all required columns are present.</summary>
    public bool Fits => !_columns.Where((c, i) => !c.Optional && Places[i] < 0).Any();

    /// <summary>Columns named by two headings.</summary>
    public IEnumerable<ImportColumn> Twice => _columns.Where(c => _names.Count(c.IsCalled) > 1);

    /// <summary>Whether the cell at this place has no heading.</summary>
    public bool IsBlank(int place) => place >= _names.Length || _names[place].Length == 0;

    /// <summary>
    /// The key by which a heading is compared: lower case, without full-width forms, spaces, stars, instructions in
    /// brackets and a final colon.
    /// </summary>
    public static string Key(string heading)
    {
        var seen = ReadableText.Shown(Marks().Replace(heading, "")).Normalize(NormalizationForm.FormKC);
        return Said().Replace(seen.ToLowerInvariant(), "").TrimEnd(':');
    }

    [GeneratedRegex(@"[\s\p{Cf}*＊★☆※●▲_]")]
    private static partial Regex Marks();

    [GeneratedRegex(
        @"[(\[{【〔〖<《](?:(?:非?必填|非?必须|必选|必录|选填|可选|选录|可不填|可以?为?空|不必填"
            + "|required|optional|mandatory|格式|示?例|样例|如|yyyy|年.月.日"
            + @"|(?:1[0-9]|[1-9])位|文本|下拉)[^)\]}】〕〗>》]*)[)\]}】〕〗>》]",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Said();
}

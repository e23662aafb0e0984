using System.Text;
using System.Text.RegularExpressions;
using ServiceDefaults.Standards;

namespace ServiceDefaults.Imports;

/// <summary>The row of a file that names its columns, and where each of a kind's columns stands in it.</summary>
sealed partial class ImportHeader
{
    /// <summary>Above it there may be a title; a row further down is none of names.</summary>
    public const int LastLine = 5;

    /// <summary>
    /// Columns that offices and our own lists put beside the data: understood by every kind, and without effect.
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

    /// <summary>How many cells it has.</summary>
    public int Count => _names.Length;

    /// <summary>Where each column stands; -1 for one that the file does not have.</summary>
    public int[] Places { get; }

    /// <summary>Headings that are no column's name, and where they stand.</summary>
    public IReadOnlyList<(int Place, string Heading)> Unknown { get; }

    /// <summary>How many of its headings are understood.</summary>
    public int Known => Places.Count(p => p >= 0);

    /// <summary>Every column that must be there is there.</summary>
    public bool Fits => !_columns.Where((c, i) => !c.Optional && Places[i] < 0).Any();

    /// <summary>Columns that two headings name.</summary>
    public IEnumerable<ImportColumn> Twice => _columns.Where(c => _names.Count(c.IsCalled) > 1);

    /// <summary>Whether the cell at this place has no heading.</summary>
    public bool IsBlank(int place) => place >= _names.Length || _names[place].Length == 0;

    /// <summary>
    /// A heading as it is compared: full-width forms and spaces do not count, nor do stars, what is said in brackets
    /// about how to fill the column in, or a colon at its end; lower case.
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

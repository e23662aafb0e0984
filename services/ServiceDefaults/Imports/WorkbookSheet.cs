namespace ServiceDefaults.Imports;

/// <summary>Facts about a sheet that a reader of values does not see.</summary>
sealed class WorkbookSheet
{
    /// <summary>A sheet that is missing in its workbook.</summary>
    public static readonly WorkbookSheet Unknown = new();

    /// <summary>The text for a formula without a stored result.</summary>
    public const string NotCalculated = "=?";

    const int Named = 20,
        MostLost = 100_000;
    readonly List<int> _hidden = [];
    readonly Dictionary<(int Row, int Column), string> _lost = [];

    /// <summary>Number of hidden rows.</summary>
    public int HiddenCount { get; private set; }

    /// <summary>The first hidden rows.</summary>
    public IReadOnlyList<int> Hidden => _hidden;

    /// <summary>Adds a hidden row.</summary>
    public void Hide(int row)
    {
        HiddenCount++;
        if (_hidden.Count < Named)
            _hidden.Add(row);
    }

    /// <summary>Adds a cell without a value.</summary>
    /// <returns>False where there are more than are kept.</returns>
    public bool Lose(int row, int column, string shown)
    {
        _lost[(row, column)] = shown;
        return _lost.Count <= MostLost;
    }

    /// <summary>
    /// The text shown instead of a missing value; null where the value is present. Rows and columns count from 1.
    /// </summary>
    public string? LostAt(int row, int column) => _lost.Count == 0 ? null : _lost.GetValueOrDefault((row, column));
}

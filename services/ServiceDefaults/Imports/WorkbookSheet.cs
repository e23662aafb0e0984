namespace ServiceDefaults.Imports;

/// <summary>What a reader of values does not see of a sheet.</summary>
sealed class WorkbookSheet
{
    /// <summary>A sheet that could not be found in its workbook.</summary>
    public static readonly WorkbookSheet Unknown = new();

    /// <summary>In the place of a result that a formula does not have.</summary>
    public const string NotCalculated = "=?";

    const int Named = 20,
        MostLost = 100_000;
    readonly List<int> _hidden = [];
    readonly Dictionary<(int Row, int Column), string> _lost = [];

    /// <summary>Rows that a spreadsheet does not show.</summary>
    public int HiddenCount { get; private set; }

    /// <summary>The first of them.</summary>
    public IReadOnlyList<int> Hidden => _hidden;

    /// <summary>Notes a row that is not shown.</summary>
    public void Hide(int row)
    {
        HiddenCount++;
        if (_hidden.Count < Named)
            _hidden.Add(row);
    }

    /// <summary>Notes a cell whose value is lost.</summary>
    /// <returns>False where there are more than are kept.</returns>
    public bool Lose(int row, int column, string shown)
    {
        _lost[(row, column)] = shown;
        return _lost.Count <= MostLost;
    }

    /// <summary>
    /// What stands in the place of a lost value; null where there is none. Rows and columns count from 1.
    /// </summary>
    public string? LostAt(int row, int column) => _lost.Count == 0 ? null : _lost.GetValueOrDefault((row, column));
}

using ServiceDefaults.Http;

namespace ServiceDefaults.Imports;

/// <summary>The problems of a file before its rows are checked.</summary>
static class ImportFileProblems
{
    public static readonly Problem Limits = new(
        "PLT-0065",
        422,
        "文件超出读取上限",
        "The file exceeds the limits of reading",
        "最多 256 列，解压后最多 100 MB，读取最多 2 分钟。",
        "At most 256 columns, 100 MB unpacked and 2 minutes of reading."
    );
    public static readonly Problem Sheets = new(
        "PLT-0066",
        422,
        "有多个工作表含有数据",
        "More than one sheet contains the table",
        "请只保留一个，或隐藏其余的工作表。",
        "Delete or hide all sheets but one."
    );
    public static readonly Problem UnknownColumns = new(
        "PLT-0067",
        422,
        "有无法识别的列",
        "The file has unknown columns",
        "请改正列名或删去这些列；确实不需要其内容时，上传时加参数 ignoreUnknownColumns=true。",
        "Correct their names or delete them; if they are not needed, send the file with ignoreUnknownColumns=true."
    );

    internal static ImportException TooWide(string part, string cell) =>
        Beyond($"{part} 的单元格 {cell} 在第 256 列（IV）之外", $"{part}, cell {cell} lies beyond column 256 (IV)");

    internal static ImportException TooWide(int line) =>
        Beyond($"第 {line} 行超过 256 列", $"Line {line} has more than 256 columns");

    internal static ImportException TooLong(string part, long row) =>
        Beyond(
            $"{part} 的第 {row} 行超出电子表格的上限",
            $"{part}, row {row} lies beyond the last row of a spreadsheet"
        );

    internal static ImportException TooLarge(long bytes, string part) =>
        Beyond(
            $"解压后有 {bytes >> 20} MB，最大的部分是 {part}；大表请改用 CSV",
            $"It unpacks to {bytes >> 20} MB, most of it in {part}; send large tables as CSV"
        );

    internal static ImportException TooManyEntries(int most, string part) =>
        Beyond($"{part} 含有超过 {most:N0} 个条目", $"{part} has more than {most:N0} entries");

    internal static ImportException TooSlow(string zh, string en) =>
        Beyond($"读到{zh}时已超过 2 分钟", $"After 2 minutes it was read up to {en}");

    internal static ImportException NotCalculated(string part, long row) =>
        Beyond(
            $"{part} 到第 {row} 行已有十万个出错或没有结果的公式",
            $"{part} has 100,000 formulas in error or without results up to row {row}"
        );

    internal static ImportException TwoTables(IEnumerable<string> sheets)
    {
        var names = ImportProblems.Names(sheets);
        return new(
            Sheets with
            {
                DoZh = $"含有数据的工作表：{names}。{Sheets.DoZh}",
                DoEn = $"Sheets with the table's header: {names}. {Sheets.DoEn}",
            }
        );
    }

    internal static ImportException NotUnderstood(IEnumerable<string> headings)
    {
        var names = ImportProblems.Names(headings);
        return new(
            UnknownColumns with
            {
                DoZh = $"无法识别的列：{names}。{UnknownColumns.DoZh}",
                DoEn = $"Unknown columns: {names}. {UnknownColumns.DoEn}",
            }
        );
    }

    internal static ImportWarning Ignored(IEnumerable<string> headings)
    {
        var names = ImportProblems.Names(headings);
        return new("ignored-columns", $"未读取的列：{names}", $"Ignored columns: {names}");
    }

    internal static ImportWarning HiddenRows(WorkbookSheet sheet, string name)
    {
        var rows = string.Join(", ", sheet.Hidden) + (sheet.HiddenCount > sheet.Hidden.Count ? ", ..." : "");
        return new(
            "hidden-rows",
            $"工作表 {name} 有 {sheet.HiddenCount} 个隐藏的行也已读入：{rows}",
            $"Sheet {name} has {sheet.HiddenCount} hidden rows, which are read too: {rows}"
        );
    }

    static ImportException Beyond(string zh, string en) =>
        new(Limits with { DoZh = $"{zh}。{Limits.DoZh}", DoEn = $"{en}. {Limits.DoEn}" });
}

using ServiceDefaults.Http;
using ServiceDefaults.Standards;

namespace ServiceDefaults.Imports;

/// <summary>A kind of file that a service imports.</summary>
/// <param name="Name">Its name in the job table.</param>
/// <param name="Columns">The columns of the header, in the order of <see cref="ImportRow.Values"/>.</param>
/// <param name="Check">The dry run: reads the rows and rejects those that break a rule. After a crash it starts
/// again.</param>
/// <param name="Apply">Reads and checks the rows again, since data may have changed, and applies all of them in the
/// run's transaction; none if a row is rejected.</param>
public sealed record ImportKind(
    string Name,
    IReadOnlyList<ImportColumn> Columns,
    Func<ImportRun, CancellationToken, Task<ImportCounts>> Check,
    Func<ImportRun, CancellationToken, Task<ImportCounts>> Apply
)
{
    /// <summary>Largest number of rows, which are held in memory; longer files must be split.</summary>
    public int MostRows { get; init; } = 1_000_000;

    /// <summary>
    /// Whether its rows are about persons: the file is then stored sealed, chunk by chunk, until the import ends.
    /// </summary>
    public bool Personal { get; init; }

    /// <summary>
    /// Whether it changes areas: its application then runs alone among all changes and moves of areas.
    /// </summary>
    public bool ChangesAreas { get; init; }

    /// <summary>Columns that are accepted and ignored: those that our export of the same data adds.</summary>
    public IReadOnlyList<ImportColumn> Aside { get; init; } = [];
}

/// <summary>A column: its documented name, and other accepted headings.</summary>
public sealed record ImportColumn(string Name, params string[] OtherNames)
{
    readonly HashSet<string> _keys = [.. OtherNames.Prepend(Name).Select(ImportHeader.Key)];

    /// <summary>A file may lack the column; its values are then empty.</summary>
    public bool Optional { get; init; }

    /// <param name="key">The key of a heading, see <see cref="ImportHeader.Key"/>.</param>
    internal bool IsCalled(string key) => _keys.Contains(key);

    public override string ToString() => OtherNames.Length == 0 ? Name : $"{Name} ({OtherNames[0]})";
}

/// <summary>Number of records that an import would change or has changed.</summary>
public sealed record ImportCounts(int Added, int Changed, int Unchanged);

/// <summary>A rule that a row can break.</summary>
public sealed record ImportRule(string Name, string Zh, string En);

/// <summary>A warning to the sender of an accepted file.</summary>
/// <param name="Code">hidden-rows, ignored-columns or facts-kept.</param>
public sealed record ImportWarning(string Code, string Zh, string En);

/// <summary>
/// A row's trimmed values, in the order of the kind's columns. Intact is false if its quotes or its number of cells are
/// wrong.
/// </summary>
public readonly record struct ImportRow(int Line, string[] Values, bool Intact);

/// <summary>The file as a whole is refused: the job is rejected with this problem.</summary>
sealed class ImportException(Problem problem) : Exception(problem.Code + " " + problem.En)
{
    public Problem Problem => problem;
}

/// <summary>The problems of a file or a job.</summary>
static class ImportProblems
{
    public static readonly Problem Unreadable = new(
        "PLT-0030",
        422,
        "文件无法读取",
        "The file cannot be read",
        "请另存为 CSV（UTF-8 或 GB18030）或 XLSX 后重新上传。",
        "Save it as CSV (UTF-8 or GB18030) or XLSX and send it again."
    );
    public static readonly Problem Header = new(
        "PLT-0031",
        422,
        "表头不符",
        "The header is not the expected one",
        "前五行中应有一行写明各列的名称。",
        "One of the first five lines must name the columns."
    );
    public static readonly Problem Empty = new(
        "PLT-0032",
        422,
        "文件中没有数据行",
        "The file has no rows",
        "请检查文件内容。",
        "Check the content of the file."
    );
    public static readonly Problem NotValidated = new(
        "PLT-0033",
        409,
        "该导入不在待应用状态",
        "The import is not waiting to be applied",
        "只有预检通过（validated）的导入可以应用；请查看其状态和被拒的行。",
        "Only an import whose dry run passed (validated) can be applied: look at its state and its rejected rows."
    );
    public static readonly Problem Fault = new(
        "PLT-0034",
        500,
        "导入多次失败",
        "The import failed repeatedly",
        "数据没有改动。请把导入编号告知管理员。",
        "Nothing was changed. Give the import's id to the administrator."
    );
    public static readonly Problem Expired = new(
        "PLT-0035",
        410,
        "导入已过期",
        "The import has expired",
        "预检后七天内未应用，请重新上传。",
        "It was not applied within seven days of its dry run: send the file again."
    );

    public static readonly Problem AreasChanged = new(
        "PLT-0060",
        409,
        "上传之后负责区域已变动",
        "The areas have changed since the file was sent",
        "该导入按上传时的负责区域预检，其中有的已不由您负责，请重新上传。",
        "The import was checked for its sender's areas at that time, and you do not have all of them: send the file again."
    );

    public static readonly Problem UploadsAtOnce = new(
        "PLT-0062",
        429,
        "同时上传的文件过多",
        "Too many uploads at once",
        "请等待前面的上传完成后重试（见 Retry-After）。",
        "Wait for one of your uploads to end and try again (see Retry-After)."
    );
    public static readonly Problem SenderOnly = new(
        "PLT-0061",
        403,
        "错误文件仅限上传人查看",
        "Only the sender may read the error file",
        "文件含完整号码，请联系上传人；被拒的行及原因见 rejections。",
        "It has full numbers: ask the sender. Rejected rows and their reasons are listed under rejections."
    );

    public static readonly ImportRule Intact = new(
        "cells",
        "引号不成对，或单元格多于表头",
        "has unmatched quotes, or more cells than the header"
    );

    internal static ImportRule NotSeen(ImportColumn column) =>
        new(
            PlatformProblems.NotSeen.Code,
            $"{column.OtherNames.FirstOrDefault() ?? column.Name}：{PlatformProblems.NotSeen.Zh}",
            $"{column.Name} {PlatformProblems.NotSeen.En}"
        );

    /// <summary>A cell with a spreadsheet error instead of a value, or with a formula without a result.</summary>
    internal static ImportRule NoValue(ImportColumn column) =>
        new(
            "no-value",
            $"{column.OtherNames.FirstOrDefault() ?? column.Name}：公式出错或没有保存结果，请直接填写内容后重新上传",
            $"{column.Name} is a formula with an error or without a stored result: enter the value"
        );

    internal static ImportException BadHeader(
        IReadOnlyList<ImportColumn> columns,
        IEnumerable<ImportColumn> twice,
        IEnumerable<string> found
    )
    {
        var expected = string.Join(", ", columns.Where(c => !c.Optional));
        var first = Names(found);
        var (zh, en) = string.Join(", ", twice) is { Length: > 0 } names
            ? ($"重复的列：{names}。", $"Named twice: {names}. ")
            : ("", "");
        return new(
            Header with
            {
                DoZh = $"{zh}前五行中应有一行列名：{expected}；实际为：{first}。",
                DoEn = $"{en}One of the first five lines must name the columns {expected}; found: {first}.",
            }
        );
    }

    internal static ImportException TooMany(int most, int line = 0) =>
        new(
            new(
                "PLT-0036",
                422,
                "行数过多",
                "The file has too many rows",
                $"一个文件最多 {most:N0} 行，空行也计入{(line > 0 ? $"（读到第 {line} 行）" : "")}，请删去多余的空行，或拆分后分别上传。",
                $"A file may have at most {most:N0} rows, empty ones "
                    + $"counted{(line > 0 ? $" (read up to line {line})" : "")}: delete empty rows, or split the file "
                    + "and send the parts."
            )
        );

    internal static string Names(IEnumerable<string> given) =>
        string.Join(", ", given.Take(12).Select(f => TextElements.Cut(ReadableText.Shown(f), 30)));

    internal static ImportException At(int line) =>
        new(
            Unreadable with
            {
                DoZh = $"第 {line} 行附近：{Unreadable.DoZh}",
                DoEn = $"Near line {line}: {Unreadable.DoEn}",
            }
        );
}

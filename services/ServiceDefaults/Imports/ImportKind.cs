using ServiceDefaults.Http;
using ServiceDefaults.Standards;

namespace ServiceDefaults.Imports;

/// <summary>One kind of file a service takes in.</summary>
/// <param name="Name">Its name in the job table.</param>
/// <param name="Columns">What the header must hold, in the order in which rows give their values.</param>
/// <param name="Check">The dry run: reads the rows and rejects what breaks a rule. It is run again from the start after
/// a kill.</param>
/// <param name="Apply">Reads and checks again, for things may have changed since, and applies all of it in the run's
/// transaction; nothing if a row is rejected.</param>
public sealed record ImportKind(
    string Name,
    IReadOnlyList<ImportColumn> Columns,
    Func<ImportRun, CancellationToken, Task<ImportCounts>> Check,
    Func<ImportRun, CancellationToken, Task<ImportCounts>> Apply
)
{
    /// <summary>Longer files are to be split: the rows of one are held in memory.</summary>
    public int MostRows { get; init; } = 1_000_000;

    /// <summary>
    /// Whether its rows are about persons: the file is stored sealed then, piece by piece, until the import has come to
    /// its end.
    /// </summary>
    public bool Personal { get; init; }

    /// <summary>Whether it changes areas: it is applied in turn with all else that changes or moves some.</summary>
    public bool ChangesAreas { get; init; }

    /// <summary>
    /// Columns that are understood and have no effect: what a list of ours says beside what can be sent in.
    /// </summary>
    public IReadOnlyList<ImportColumn> Aside { get; init; } = [];
}

/// <summary>A column by its name in the documentation and other names its header may have.</summary>
public sealed record ImportColumn(string Name, params string[] OtherNames)
{
    readonly HashSet<string> _keys = [.. OtherNames.Prepend(Name).Select(ImportHeader.Key)];

    /// <summary>A file may come without it; its values are empty then.</summary>
    public bool Optional { get; init; }

    /// <param name="key">Of a heading, see <see cref="ImportHeader.Key"/>.</param>
    internal bool IsCalled(string key) => _keys.Contains(key);

    public override string ToString() => OtherNames.Length == 0 ? Name : $"{Name} ({OtherNames[0]})";
}

/// <summary>What an import would change, or has changed.</summary>
public sealed record ImportCounts(int Added, int Changed, int Unchanged);

/// <summary>A rule a row can break.</summary>
public sealed record ImportRule(string Name, string Zh, string En);

/// <summary>What the sender is to know of a file that was taken all the same.</summary>
/// <param name="Code">hidden-rows, ignored-columns or facts-kept.</param>
public sealed record ImportWarning(string Code, string Zh, string En);

/// <summary>
/// A row's values in the order of the kind's columns, trimmed; Intact is false where its quotes or its number of cells
/// are wrong.
/// </summary>
public readonly record struct ImportRow(int Line, string[] Values, bool Intact);

/// <summary>The file as a whole cannot be taken: the job is rejected with this problem.</summary>
public sealed class ImportException(Problem problem) : Exception(problem.Code + " " + problem.En)
{
    public Problem Problem => problem;
}

/// <summary>What can be wrong with a file or a job.</summary>
public static class ImportProblems
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
        "The file holds no rows",
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
        "It was checked for the areas its sender held then, and you do not hold all of them: send the file again."
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
        "The error file is for its sender alone",
        "文件含完整号码，请联系上传人；被拒的行及原因见 rejections。",
        "It holds full numbers: ask the sender. Rejected rows and their reasons are in rejections."
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

    /// <summary>
    /// A cell that shows an error of a spreadsheet in the place of its value, or a formula without a result.
    /// </summary>
    internal static ImportRule NoValue(ImportColumn column) =>
        new(
            "no-value",
            $"{column.OtherNames.FirstOrDefault() ?? column.Name}：公式出错或没有保存结果，请填入数值后重新上传",
            $"{column.Name} is a formula in error, or one whose result is not stored: enter its value"
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
                DoEn = $"{en}One of the first five lines must name the columns {expected}; it is: {first}.",
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
                $"A file holds at most {most:N0} rows, empty ones "
                    + $"counted{(line > 0 ? $" (read up to line {line})" : "")}: delete empty rows, or split it "
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

using Organizations.Domain;
using ServiceDefaults.Imports;
using ServiceDefaults.Standards;

namespace Organizations.Features.Divisions;

/// <summary>A file of divisions, and the rules of a single row.</summary>
static class DivisionFile
{
    /// <summary>Most text elements of a name, in a file and in a request.</summary>
    public const int LongestName = 100;

    static readonly ImportRule NoName = new("name-empty", "名称为空", "the name is empty");
    static readonly ImportRule LongName = new(
        "name-long",
        "名称超过100个字符",
        "the name is longer than 100 characters"
    );
    static readonly ImportRule Formula = new(
        "name-formula",
        "名称不能以 = + - @ 开头（电子表格会将其当作公式）",
        "the name may not begin with = + - @: a spreadsheet would take it for a formula"
    );
    static readonly ImportRule NoParent = new(
        "parent-empty",
        "除省级外应填写上级代码",
        "only a province has no parent"
    );
    static readonly ImportRule ParentOfProvince = new("parent-province", "省级没有上级", "a province has no parent");
    static readonly ImportRule ParentFormat = new(
        "parent-format",
        "上级代码不是有效的区划代码",
        "the parent code is not a division code"
    );
    public static readonly ImportRule ParentLevel = new(
        "parent-level",
        "上级代码的级别或前缀与本级不符",
        "the parent is not one level above, or the code does not begin with its digits"
    );
    static readonly ImportRule FormerCode = new(
        "former-format",
        "原代码不是同级的区划代码",
        "the former code is not a division code of the same level"
    );
    static readonly ImportRule UnknownKind = new(
        "kind-unknown",
        "类型不在代码表中",
        "the kind is not in the code table"
    );

    public static readonly ImportColumn[] Columns =
    [
        new("code", "代码", "区划代码", "统计用区划代码"),
        new("name", "名称", "区划名称"),
        new("parentCode", "上级代码", "上级区划代码", "parent_code"),
        new("formerCode", "原代码", "former_code") { Optional = true },
        new("kind", "类型", "区划类型") { Optional = true },
    ];

    /// <summary>Further columns of our own export, which can be imported unchanged.</summary>
    public static readonly ImportColumn[] Aside =
    [
        new("kindName", "类型名称"),
        new("level", "级别"),
        new("validFrom", "设立日期"),
        new("validTo", "撤销日期"),
        new("key", "排序键"),
        new("id", "编号"),
        new("parentId", "上级编号"),
    ];

    /// <summary>Whether a spreadsheet would read the name as a formula.</summary>
    public static bool IsFormula(string name) => name is ['=' or '+' or '-' or '@', ..];

    /// <param name="complete">A complete table: its rows may name several former codes, also their own.</param>
    /// <returns>The rule that the row breaks, or null and its entry.</returns>
    public static ImportRule? Read(ImportRow row, bool complete, out DivisionEntry entry)
    {
        entry = null!;
        var (code, name, parent, former, kind) = (
            row.Values[0],
            row.Values[1],
            row.Values[2],
            row.Values[3],
            row.Values[4]
        );
        if (DivisionCode.Read(code, out var level) is { } broken)
            return broken;
        if (name.Length == 0)
            return NoName;
        if (TextElements.AreMoreThan(LongestName, name))
            return LongName;
        if (IsFormula(name))
            return Formula;
        if (
            former.Length > 0
            && (complete ? former.Split(DivisionCode.Separators, StringSplitOptions.TrimEntries) : [former]).Any(f =>
                DivisionCode.Read(f, out var l) is not null || l != level || (f == code && !complete)
            )
        )
            return FormerCode;
        if (kind.Length > 0 && DivisionKind.Read(kind) is null)
            return UnknownKind;
        if (level == 1 && parent.Length > 0)
            return ParentOfProvince;
        if (level > 1 && parent.Length == 0)
            return NoParent;
        if (level > 1 && DivisionCode.Read(parent, out _) is not null)
            return ParentFormat;
        if (DivisionCode.Above(code, level) != parent)
            return ParentLevel;
        entry = new(row.Line, code, name, level, former, kind.Length == 0 ? null : DivisionKind.Read(kind));
        return null;
    }
}

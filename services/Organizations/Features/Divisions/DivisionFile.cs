using Organizations.Domain;
using ServiceDefaults.Imports;

namespace Organizations.Features.Divisions;

/// <summary>A division file and the rules that one row can break by itself.</summary>
static class DivisionFile
{
    const int LongestName = 100;

    static readonly ImportRule NoName = new("name-empty", "名称为空", "the name is empty");
    static readonly ImportRule LongName = new("name-long", "名称超过100个字符", "the name is longer than 100 characters");
    static readonly ImportRule BadName = new("name-characters", "名称含有不可显示的字符", "the name holds characters that cannot be shown");
    static readonly ImportRule NoParent = new("parent-empty", "除省级外应填写上级代码", "only a province has no parent");
    static readonly ImportRule ParentOfProvince = new("parent-province", "省级没有上级", "a province has no parent");
    static readonly ImportRule ParentFormat = new("parent-format", "上级代码不是有效的区划代码", "the parent code is not a division code");
    static readonly ImportRule ParentLevel = new("parent-level", "上级代码的级别或前缀与本级不符", "the parent is not one level above, or its digits do not begin the code");
    static readonly ImportRule FormerCode = new("former-format", "原代码不是同级的区划代码", "the former code is not a division code of the same level");
    static readonly ImportRule OutsideArea = new("outside-area", "不在您负责的区域内", "it lies outside your area");

    public static readonly ImportColumn[] Columns =
    [
        new("code", "代码", "区划代码", "统计用区划代码"), new("name", "名称", "区划名称"), new("parentCode", "上级代码", "上级区划代码", "parent_code"),
        new("formerCode", "原代码", "former_code") { Optional = true },
    ];

    /// <param name="area">Inside the sender's areas?</param>
    /// <returns>The rule it breaks, or null and the row's level.</returns>
    public static ImportRule? Check(string code, string name, string parent, string former, Func<string, bool> area, out int level)
    {
        if (DivisionCode.Read(code, out level) is { } broken) return broken;
        if (name.Length == 0) return NoName;
        if (name.Length > LongestName) return LongName;
        if (name.Any(c => char.IsControl(c) || c == '\uFFFD')) return BadName;
        if (former.Length > 0 && (DivisionCode.Read(former, out var formerLevel) is not null || formerLevel != level || former == code)) return FormerCode;
        if (level == 1) return parent.Length > 0 ? ParentOfProvince : area(code) ? null : OutsideArea;
        if (parent.Length == 0) return NoParent;
        if (DivisionCode.Read(parent, out var parentLevel) is not null) return ParentFormat;
        if (!DivisionCode.MayLieBelow(code, level, parent, parentLevel)) return ParentLevel;
        return area(code) ? null : OutsideArea;
    }
}

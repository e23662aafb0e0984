using ServiceDefaults.Standards;

namespace Organizations.Domain;

public static partial class CodeTables
{
    public static readonly CodeTable DivisionKind = new(
        "division-kind",
        null,
        [
            new("province", "省", "province") { Words = ["省级"] },
            new("city", "市", "city") { Words = ["地级"] },
            new("county", "县", "county") { Words = ["区", "县级"] },
            new("zone", "功能区", "development zone") { Words = ["开发区"] },
            new("township", "乡镇", "township") { Words = ["街道", "乡级"] },
            new("village", "村", "village or community") { Words = ["社区", "村级"] },
            new("grid", "网格", "grid"),
            new("micro-grid", "微网格", "micro-grid"),
            new("compound", "小区", "compound"),
            new("building", "楼栋", "building"),
            new("unit", "单元", "unit"),
        ]
    );

    /// <summary>Units that the limits of coverage can count.</summary>
    public static readonly CodeTable CoverableKind = DivisionKind.Only(
        "coverable-kind",
        "village",
        "grid",
        "micro-grid",
        "compound",
        "building",
        "unit"
    );

    /// <summary>Targets of a coverage.</summary>
    public static readonly CodeTable CoverageKind = new(
        "coverage-kind",
        null,
        [.. DivisionKind.Codes, new("household", "家庭", "household")]
    );

    public static readonly CodeTable CoverageBreach = new(
        "coverage-breach",
        null,
        [
            new("people-too-few", "网格人数低于下限", "too few people in the grid"),
            new("people-too-many", "网格人数超过上限", "too many people in the grid"),
            new("no-lead", "没有主责人", "no lead"),
            new("two-leads", "主责人多于一人", "more than one lead"),
            new("places-too-few", "包联网格少于下限", "too few grids for the member"),
            new("places-too-many", "包联网格多于上限", "too many grids for the member"),
        ]
    );

    public static readonly CodeTable DivisionChange = new(
        "division-change",
        null,
        [
            new("new", "新设", "new"),
            new("renamed", "更名", "renamed"),
            new("recoded", "代码变更", "recoded"),
            new("merged", "合并", "merged"),
            new("split", "拆分", "split"),
            new("moved", "隶属变更", "moved"),
            new("abolished", "撤销", "abolished"),
        ]
    );

    /// <summary>Relations between a division and its predecessor.</summary>
    public static readonly CodeTable Succession = DivisionChange.Only(
        "succession",
        "merged",
        "split",
        "renamed",
        "recoded",
        "moved",
        "abolished"
    );

    public static readonly CodeTable ReorganisationKind = new(
        "reorganisation-kind",
        null,
        [new("move", "划转", "move"), new("merge", "合并", "merge"), new("split", "拆分", "split")]
    );

    public static readonly CodeTable ReorganisationState = new(
        "reorganisation-state",
        null,
        [
            new("previewed", "已预览", "previewed"),
            new("applied", "已执行", "applied"),
            new("undone", "已撤回", "undone"),
        ]
    );

    /// <summary>Levels of campaigns and federations, from the lowest to the highest.</summary>
    public static readonly CodeTable AdministrativeLevel = new(
        "administrative-level",
        null,
        [
            new("village", "村级", "village level"),
            new("township", "乡级", "township level"),
            new("county", "县级", "county level"),
            new("city", "市级", "city level"),
            new("province", "省级", "province level"),
        ]
    );

    public static readonly CodeTable ChartFormat = new(
        "chart-format",
        null,
        [
            new("json", "JSON 数据", "JSON data"),
            new("svg", "SVG 矢量图", "SVG drawing"),
            new("pdf", "PDF 文档（A3）", "PDF document (A3)"),
            new("png", "PNG 图片", "PNG picture"),
        ]
    );
}

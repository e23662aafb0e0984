using System.Globalization;
using Contracts.Organizations.V1;
using Organizations.Domain;
using Organizations.Features.Charts;

namespace Organizations.Drawing;

/// <summary>The printed contents of a chart, and their words.</summary>
static class ChartContents
{
    /// <param name="photos">The people with photos, in order.</param>
    public static ChartContent Of(Chart chart, IReadOnlyList<Guid> photos)
    {
        var below = chart.Level < ChartRecords.Village;
        return new(
            $"{Short(chart.Name)}妇联网格化责任图",
            chart.Path.Count > 0 ? string.Join(" · ", chart.Path) : "Responsibility chart",
            $"截至 {chart.AsOf.Year}年{chart.AsOf.Month}月{chart.AsOf.Day}日",
            Figures(chart),
            [
                (chart.Level <= ChartRecords.Village ? "主席 Chair" : "负责人 Head", People(chart.Leaders)),
                (
                    chart.Level <= ChartRecords.Village ? "副主席 · 分管工作 Vice chairs" : "妇女小组长 Group leaders",
                    People(chart.Deputies)
                ),
                (
                    chart.Level <= ChartRecords.Village
                        ? chart.Members.Any(m => m.Post == Post.GroupLeader)
                            ? "执委 · 包联网格 · 妇女小组长 Executive members and their grids, group leaders"
                            : "执委 · 包联网格 Executive members and their grids"
                        : "网格力量 Members",
                    People(chart.Members)
                ),
            ],
            (below ? "下级区划 Level below" : "网格 Grids", [.. chart.Places.Select(p => Place(p, below))]),
            "★ 主责 leads there　○ 参与 takes part　"
                + (chart.TelephonesInFull ? "电话仅供工作联系 For work only" : "电话已隐去中间数字 Telephones masked"),
            $"区划代码 {chart.Code}"
        );

        IReadOnlyList<ChartPerson> People(IReadOnlyList<ChartMember> members) =>
            [
                .. members.Select(m => new ChartPerson(
                    m.Name,
                    m.PostZh,
                    photos.ToList().IndexOf(m.Id) is >= 0 and var at ? at : null,
                    Lines(m)
                )),
            ];
    }

    /// <summary>The wall chart shortens 城东社区居委会 to 城东社区.</summary>
    static string Short(string name) =>
        name.EndsWith("居委会", StringComparison.Ordinal) || name.EndsWith("村委会", StringComparison.Ordinal)
            ? name[..^3] is { Length: > 1 } s
                ? s
                    + (
                        s.EndsWith("社区", StringComparison.Ordinal)
                        || name.EndsWith("居委会", StringComparison.Ordinal)
                            ? ""
                            : "村"
                    )
                : name
            : name;

    static List<string> Lines(ChartMember m)
    {
        List<string> lines = [];
        if (m.Portfolio is not null)
            lines.Add("分管：" + m.Portfolio);
        if (m.Telephone is not null)
            lines.Add("电话：" + m.Telephone);
        if (m.Covers.Count > 0)
            lines.Add(string.Join("  ", m.Covers.Select(c => (c.Lead ? "★" : "○") + c.Name)));
        return lines;
    }

    static ChartPlace Place(ChartArea p, bool below) =>
        new(
            p.Name,
            p.Lead,
            below
                ?
                [
                    $"{N(p.Households)} 户  {N(p.People)} 人",
                    p.MicroGrids > 0 ? $"网格 {N(p.Grids)}  微网格 {N(p.MicroGrids)}" : $"网格 {N(p.Grids)}",
                    p.Groups > 0
                        ? $"执委 {N(p.ExecutiveMembers)}  小组长 {N(p.Groups)}"
                        : $"执委 {N(p.ExecutiveMembers)}",
                ]
                :
                [
                    .. p.GroupLeaders.Count > 0 ? (string[])["小组长 " + string.Join('、', p.GroupLeaders)] : [],
                    $"{N(p.Households)} 户  {N(p.People)} 人",
                    $"妇女 {N(p.Women)}  儿童 {N(p.Children)}",
                ]
        );

    static List<ChartFigure> Figures(Chart chart)
    {
        var p = chart.Profile;
        List<(string Label, long Value, bool Always)> all =
        [
            ("户数 Households", p.Households, true),
            ("人口 People", p.People, true),
            ("妇女 Women", p.Women, true),
            ("儿童 Children", p.Children, true),
            ("网格 Grids", p.Grids, false),
            ("微网格 Micro-grids", p.MicroGrids, false),
            ("楼栋 Buildings", p.Buildings, false),
            ("执委 Executive members", p.ExecutiveMembers, true),
            ("妇女小组长 Group leaders", p.GroupLeaders, false),
            ("联动人员 In the linkage", p.Linkage.People, false),
        ];
        return [.. all.Where(f => f.Always || f.Value > 0).Select(f => new ChartFigure(f.Label, N(f.Value)))];
    }

    static string N(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}

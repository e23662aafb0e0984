using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Organizations.Domain;

namespace Organizations.Tests;

/// <summary>The sheet of a chart, over random contents: from a hamlet without people to a city with hundreds.</summary>
public class ChartSheetTests
{
    [Property]
    public Property Cards_never_overlap_and_everything_is_on_the_sheet() => Prop.ForAll(Contents(), content =>
        {
            var shapes = ChartSheet.Lay(content);
            var sheet = new ChartRect(0, 0, ChartSheet.Width, ChartSheet.Height);
            var cards = shapes.OfType<ChartBox>().Where(b => b.IsCard).Select(b => b.Rect).ToList();
            Assert.All(cards, c => Assert.True(sheet.Holds(c), $"{c} leaves the sheet"));
            for (var i = 0; i < cards.Count; i++)
            for (var j = i + 1; j < cards.Count; j++)
                Assert.False(cards[i].Meets(cards[j]), $"{cards[i]} overlaps {cards[j]}");
            Assert.All(shapes.OfType<ChartText>(), t =>
                Assert.True(sheet.Holds(t.Rect), $"{t.Text} leaves the sheet: {t.Rect}")
            );
        });

    [Property]
    public Property Text_keeps_to_its_place_and_no_two_lines_meet() => Prop.ForAll(Contents(), content =>
        {
            var shapes = ChartSheet.Lay(content);
            var texts = shapes.OfType<ChartText>().ToList();
            var cards = shapes.OfType<ChartBox>().Where(b => b.IsCard).Select(b => b.Rect).ToList();
            foreach (var t in texts)
            {
                Assert.True(ChartType.Width(t.Text, t.Size) <= t.Rect.Width + 0.01, $"'{t.Text}' is too wide");
                Assert.All(cards.Where(c => c.Meets(t.Rect)), c =>
                    Assert.True(c.Holds(t.Rect), $"'{t.Text}' leaves its card")
                );
                Assert.All(shapes.OfType<ChartPhoto>(), p => Assert.False(p.Rect.Meets(t.Rect)));
            }
            var lines = texts.OrderBy(t => t.Rect.Y).ToList();
            for (var i = 0; i < lines.Count; i++)
            for (var j = i + 1; j < lines.Count && lines[j].Rect.Y < lines[i].Rect.Bottom; j++)
                Assert.False(lines[i].Rect.Meets(lines[j].Rect), $"'{lines[i].Text}' meets '{lines[j].Text}'");
        });

    [Fact]
    public void People_without_room_are_counted()
    {
        var people = Enumerable.Range(0, 2_000).Select(i => new ChartPerson($"执委{i}", "执委", null, [])).ToList();
        var shapes = ChartSheet.Lay(
            new("图", "", "", [], [("主席", [people[0]]), ("副主席", []), ("执委", people)], ("网格", []), "", "")
        );
        var cards = shapes.OfType<ChartBox>().Count(b => b.IsCard);
        Assert.InRange(cards, 100, 2_000);
        Assert.Contains(shapes.OfType<ChartText>(), t =>
            t.Text.Contains($"另有 {2_001 - cards} 未列出", StringComparison.Ordinal)
        );
    }

    [Theory]
    [
        InlineData("短", 100),
        InlineData("内蒙古自治区呼和浩特市新城区东街街道办事处新建东街社区", 60),
        InlineData("\ud840\udc00\ud840\udc00\ud840\udc00\ud840\udc00\ud840\udc00", 25),
        InlineData("x", 0.1)
    ]
    public void Text_shrinks_then_is_cut_and_always_fits(string text, double width)
    {
        var (fitted, size) = ChartType.Fit(text, 12, width);
        Assert.True(ChartType.Width(fitted, size) <= width + 0.01);
        Assert.False(fitted.Length > 1 && char.IsHighSurrogate(fitted[^2]) && fitted.EndsWith('…'));
    }

    [Fact]
    public void Wide_text_wraps_before_it_shrinks_or_is_cut()
    {
        var portfolio = "分管：妇女儿童权益维护、家庭文明建设、巾帼志愿服务与就业创业培训";
        var name = "阿依古丽·买买提艾力·吐尔逊江·阿不都热合曼";
        IReadOnlyList<ChartText> Of(int people) =>
            [
                .. ChartSheet
                    .Lay(
                        new(
                            "图",
                            "",
                            "",
                            [],
                            [
                                (
                                    "执委",
                                    [.. Enumerable.Repeat(new ChartPerson(name, "执委", null, [portfolio]), people)]
                                ),
                            ],
                            ("网格", []),
                            "",
                            ""
                        )
                    )
                    .OfType<ChartText>(),
            ];
        var texts = Of(1);
        Assert.DoesNotContain(texts, t => t.Text.Contains('…', StringComparison.Ordinal));
        Assert.Contains(
            $"{name}执委{portfolio}",
            string.Concat(texts.Select(t => t.Text)).Replace(" ", "", StringComparison.Ordinal),
            StringComparison.Ordinal
        );
        // A hundred of them have small cards: still all are drawn.
        Assert.DoesNotContain(Of(60), t => t.Text.Contains('…', StringComparison.Ordinal));
    }

    [Property]
    public Property Wrapped_lines_fit_and_lose_nothing() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var text = string.Concat(
                Enumerable
                    .Range(0, random.Next(60))
                    .Select(_ => (string[])["妇", "a", "W", " ", "𫰡", "，"])
                    .Select(c => c[random.Next(c.Length)])
            );
            var (size, width) = (6 + random.Next(10), 20 + random.Next(100));
            var lines = ChartType.Wrap(text, size, width);
            Assert.All(lines, l => Assert.True(ChartType.Width(l, size) <= width + 0.01, l));
            Assert.Equal(
                text.Replace(" ", "", StringComparison.Ordinal),
                string.Concat(lines).Replace(" ", "", StringComparison.Ordinal)
            );
        });

    [Fact]
    public void Nearness_compares_home_then_metres_then_steps_then_code()
    {
        NearPlace Of(int id, string key, double? longitude) =>
            new(new(id, 0, 0, new byte[8]), key, $"{id}", longitude is { } x ? new GeoPoint(x, 35) : null);
        var places = new[]
        {
            Of(1, "000000000", 110.20),
            Of(2, "000000001", 110.10),
            Of(3, "000001000", null),
            Of(4, "000000002", null),
            Of(5, "000000003", 110.01),
        };
        Assert.Equal([5, 2, 1, 4, 3], Order("000000", new GeoPoint(110, 35)));
        Assert.Equal([3, 5, 2, 1, 4], Order("000001000", new GeoPoint(110, 35)));
        Assert.Equal([1, 2, 4, 5, 3], Order("000000", null));
        Assert.InRange(new GeoPoint(116.39, 39.9).MetresTo(new(121.47, 31.23)), 1_060_000, 1_075_000);
        Assert.Equal(
            (0, 2, 3),
            (
                Nearness.StepsBetween("000001", "000001"),
                Nearness.StepsBetween("000001", "000002"),
                Nearness.StepsBetween("000001", "000002003")
            )
        );

        IEnumerable<int> Order(string home, GeoPoint? point) =>
            Nearness.Of(home, point, places.Reverse()).Select(n => int.Parse(n.Place.Code, null));
    }

    static Arbitrary<ChartContent> Contents() =>
        Gen.Choose(0, int.MaxValue - 1)
            .Select(seed =>
            {
                var random = new Random(seed);
                string Text(int most) =>
                    string.Concat(
                        Enumerable.Range(0, random.Next(0, most)).Select(_ => "妇联网格Wi责1任 图"[random.Next(11)])
                    );
                List<ChartPerson> People(int most) =>
                    [
                        .. Enumerable
                            .Range(0, random.Next(0, most))
                            .Select(_ => new ChartPerson(
                                Text(12),
                                Text(8),
                                null,
                                [.. Enumerable.Range(0, random.Next(0, 5)).Select(_ => Text(60))]
                            )),
                    ];
                var size = random.Next(4) switch
                {
                    0 => 3,
                    1 => 30,
                    2 => 90,
                    _ => 220,
                };
                return new ChartContent(
                    Text(60),
                    Text(80),
                    Text(20),
                    [.. Enumerable.Range(0, random.Next(0, 11)).Select(_ => new ChartFigure(Text(20), Text(12)))],
                    [("主席", People(3)), ("副主席", People(size / 3 + 2)), ("执委", People(size))],
                    (
                        "网格",
                        [
                            .. Enumerable
                                .Range(0, random.Next(0, size))
                                .Select(_ => new ChartPlace(
                                    Text(20),
                                    random.Next(2) == 0 ? null : Text(10),
                                    [Text(30), Text(30)]
                                )),
                        ]
                    ),
                    Text(80),
                    Text(30)
                );
            })
            .ToArbitrary();
}

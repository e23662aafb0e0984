namespace Organizations.Domain;

/// <summary>
/// Lays a chart out on an A3 sheet, landscape: heading, profile of the area, the rows of people from the top, places
/// below. Cards are as large as the sheet allows; if the smallest do not fit, the longest row is cut and shows how many
/// are left out. No two cards overlap and no text leaves its card.
/// </summary>
public static class ChartSheet
{
    /// <summary>A3, landscape, in points (420 by 297 mm).</summary>
    public const double Width = 1190.55,
        Height = 841.89;

    internal const double Margin = 30,
        Gap = 9;
    const double HeadingHeight = 19,
        LinkHeight = 13;
    const double SmallestScale = 0.4,
        LargestScale = 1.9;

    /// <summary>
    /// Size of a card at scale 1 in each row, from the top; rows after the third have the third's size.
    /// </summary>
    static readonly (double Width, double Height)[] Cards = [(196, 74), (172, 64), (150, 60)];
    static readonly (double Width, double Height) PlaceCard = (126, 52);

    public static IReadOnlyList<ChartShape> Lay(ChartContent content)
    {
        List<ChartShape> shapes = [new ChartBox(new(0, 0, Width, Height), ChartPen.Paper)];
        ChartFrame.Head(content, shapes);
        var top = ChartFrame.HeadHeight + Margin * 0.4;
        if (content.Figures.Count > 0)
            top = ChartFrame.Figures(content.Figures, top, shapes) + Gap;
        var rows = Rows(content);
        var body = new ChartRect(Margin, top, Width - 2 * Margin, Height - ChartFrame.FootHeight - top - Gap);
        var (scale, shown) = Fit(rows, body);
        var spare = Math.Max(0, body.Height - rows.Select((r, i) => Tall(r, shown[i], scale, body.Width)).Sum());
        var y = body.Y;
        double? above = null;
        for (var i = 0; i < rows.Count; i++)
        {
            if (shown[i] == 0)
                continue;
            if (above is { } bottom)
                shapes.Add(new ChartLine(Width / 2, bottom + 1, Width / 2, y + LinkHeight - 1, ChartPen.Rose, 1.5));
            y = Row(rows, i, shown[i], scale, body, y, shapes);
            (above, y) = (y - Gap, y + spare / rows.Count);
        }
        ChartFrame.Foot(content, shapes);
        return shapes;
    }

    sealed record RowOf(
        string Heading,
        int Depth,
        IReadOnlyList<ChartPerson>? People,
        IReadOnlyList<ChartPlace>? Places
    )
    {
        public int Count => People?.Count ?? Places!.Count;
        public (double Width, double Height) Card =>
            Places is null ? Cards[Math.Min(Depth, Cards.Length - 1)] : PlaceCard;
    }

    static List<RowOf> Rows(ChartContent c)
    {
        var rows = c.People.Select((p, i) => new RowOf(p.Heading, i, p.People, null)).Where(r => r.Count > 0).ToList();
        if (c.Places.Items.Count > 0)
            rows.Add(new(c.Places.Heading, rows.Count, null, c.Places.Items));
        return rows;
    }

    /// <summary>
    /// The largest scale at which all rows fit; at the smallest scale the longest rows lose cards until all fit.
    /// </summary>
    static (double Scale, int[] Shown) Fit(List<RowOf> rows, ChartRect body)
    {
        var shown = rows.Select(r => r.Count).ToArray();
        for (var scale = LargestScale; scale >= SmallestScale; scale -= 0.02)
            if (Total(scale) <= body.Height)
                return (scale, shown);
        while (Total(SmallestScale) > body.Height && shown.Max() > 1)
        {
            var longest = Array.IndexOf(shown, shown.Max());
            shown[longest] = Math.Max(1, shown[longest] - Columns(rows[longest], SmallestScale, body.Width));
        }
        return (SmallestScale, shown);

        double Total(double scale) => rows.Select((r, i) => Tall(r, shown[i], scale, body.Width)).Sum();
    }

    static int Columns(RowOf row, double scale, double width) =>
        Math.Max(1, (int)((width + Gap) / (row.Card.Width * scale + Gap)));

    static double Tall(RowOf row, int shown, double scale, double width) =>
        HeadingHeight
        + LinkHeight
        + Math.Ceiling((double)shown / Columns(row, scale, width)) * (row.Card.Height * scale + Gap);

    /// <summary>Cards of a row side by side, as wide as the columns allow, spread evenly over its lines.</summary>
    static double Row(
        List<RowOf> rows,
        int index,
        int shown,
        double scale,
        ChartRect body,
        double y,
        List<ChartShape> shapes
    )
    {
        var row = rows[index];
        var most = Columns(row, scale, body.Width);
        var lines = (int)Math.Ceiling((double)shown / most);
        var columns = (int)Math.Ceiling((double)shown / lines);
        var width = Math.Min(row.Card.Width * scale * 1.35, (body.Width - (columns - 1) * Gap) / columns);
        var height = row.Card.Height * scale;
        y += LinkHeight;
        var more = row.Count - shown;
        ChartPen.Put(
            shapes,
            new(body.X, y, body.Width, HeadingHeight),
            11.5,
            more > 0 ? $"{row.Heading} · 另有 {more} 未列出 (and {more} more)" : row.Heading,
            ChartPen.Red,
            ChartAlign.Middle,
            true
        );
        y += HeadingHeight;
        for (var i = 0; i < shown; i++)
        {
            var (line, column) = (i / columns, i % columns);
            var inLine = Math.Min(columns, shown - line * columns);
            var left = body.X + (body.Width - inLine * width - (inLine - 1) * Gap) / 2 + column * (width + Gap);
            var rect = new ChartRect(left, y + line * (height + Gap), width, height);
            if (row.Places is { } places)
                ChartCards.Place(places[i], rect, scale, shapes);
            else
                ChartCards.Person(row.People![i], rect, scale, row.Depth, shapes);
        }
        return y + lines * (height + Gap);
    }
}

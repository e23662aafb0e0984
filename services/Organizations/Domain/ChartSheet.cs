namespace Organizations.Domain;

/// <summary>
/// Lays a chart out on an A3 sheet, landscape: heading, profile of the area, the rows of people from the top, places
/// below. Cards are made as large as the sheet allows; where even the smallest do not fit, the longest row is cut and
/// says how many more there are. No two cards overlap and no text leaves its card.
/// </summary>
public static class ChartSheet
{
    /// <summary>A3, landscape, in points (420 by 297 mm).</summary>
    public const double Width = 1190.55,
        Height = 841.89;

    const double Margin = 30,
        Gap = 9,
        HeadHeight = 74,
        FigureHeight = 50,
        HeadingHeight = 19,
        FootHeight = 26,
        LinkHeight = 13;
    const double SmallestScale = 0.4,
        LargestScale = 1.9;
    const string Red = "#a61b29",
        Ink = "#2b2b2b",
        Soft = "#6b6b6b",
        Paper = "#ffffff",
        Tint = "#fbf1ef",
        Rose = "#d98e8e",
        Gold = "#b8862b",
        Sand = "#fdf8ec",
        Pale = "#f4c9c6";

    /// <summary>Size of a card at scale 1 in each row, from the top; rows after the third look like it.</summary>
    static readonly (double Width, double Height)[] Cards = [(196, 74), (172, 64), (150, 60)];
    static readonly (double Width, double Height) PlaceCard = (126, 52);

    public static IReadOnlyList<ChartShape> Lay(ChartContent content)
    {
        List<ChartShape> shapes = [new ChartBox(new(0, 0, Width, Height), Paper)];
        Head(content, shapes);
        var top = HeadHeight + Margin * 0.4;
        if (content.Figures.Count > 0)
            top = Figures(content.Figures, top, shapes) + Gap;
        var rows = Rows(content);
        var body = new ChartRect(Margin, top, Width - 2 * Margin, Height - FootHeight - top - Gap);
        var (scale, shown) = Fit(rows, body);
        var spare = Math.Max(0, body.Height - rows.Select((r, i) => Tall(r, shown[i], scale, body.Width)).Sum());
        var y = body.Y;
        double? above = null;
        for (var i = 0; i < rows.Count; i++)
        {
            if (shown[i] == 0)
                continue;
            if (above is { } bottom)
                shapes.Add(new ChartLine(Width / 2, bottom + 1, Width / 2, y + LinkHeight - 1, Rose, 1.5));
            y = Row(rows, i, shown[i], scale, body, y, shapes);
            (above, y) = (y - Gap, y + spare / rows.Count);
        }
        Foot(content, shapes);
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
    /// The largest scale at which all rows fit; at the smallest, the longest rows lose cards until they do.
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

    /// <summary>Cards of a row side by side, as wide as the columns allow, in lines that are evenly filled.</summary>
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
        Put(
            shapes,
            new(body.X, y, body.Width, HeadingHeight),
            11.5,
            more > 0 ? $"{row.Heading} · 另有 {more} 未列出 (and {more} more)" : row.Heading,
            Red,
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
                Place(places[i], rect, scale, shapes);
            else
                Person(row.People![i], rect, scale, row.Depth, shapes);
        }
        return y + lines * (height + Gap);
    }

    static void Person(ChartPerson p, ChartRect card, double scale, int depth, List<ChartShape> shapes)
    {
        shapes.Add(new ChartBox(card, depth == 0 ? Tint : Paper, depth == 0 ? Red : Rose, 4 * scale, IsCard: true));
        shapes.Add(
            new ChartBox(
                new(card.X, card.Y + 4 * scale, 3 * scale, card.Height - 8 * scale),
                depth == 0 ? Red
                    : depth == 1 ? Gold
                    : Rose
            )
        );
        var pad = 6 * scale;
        var photo = new ChartRect(
            card.X + pad + 2 * scale,
            card.Y + pad,
            (card.Height - 2 * pad) * 0.75,
            card.Height - 2 * pad
        );
        shapes.Add(new ChartPhoto(photo, p.Photo));
        var text = new ChartRect(
            photo.Right + pad,
            card.Y + pad,
            card.Right - photo.Right - 2 * pad,
            card.Height - 2 * pad
        );
        var lines = new List<(string, double, string, bool)>
        {
            ($"{p.Name}  {p.Post}", depth == 0 ? 15 : 12.5, depth == 0 ? Red : Ink, true),
        };
        lines.AddRange(p.Lines.Select(l => (l, 10.0, Soft, false)));
        Stack(shapes, text, scale, lines);
    }

    static void Place(ChartPlace p, ChartRect card, double scale, List<ChartShape> shapes)
    {
        shapes.Add(new ChartBox(card, Sand, Gold, 3 * scale, IsCard: true));
        var text = new ChartRect(
            card.X + 5 * scale,
            card.Y + 4 * scale,
            card.Width - 10 * scale,
            card.Height - 8 * scale
        );
        var lines = new List<(string, double, string, bool)> { (p.Name, 11, Ink, true) };
        if (p.Lead is not null)
            lines.Add(("★ " + p.Lead, 10, Red, false));
        lines.AddRange(p.Lines.Select(l => (l, 9.5, Soft, false)));
        Stack(shapes, text, scale, lines);
    }

    const double Leading = 1.3,
        SmallestText = 0.6;

    /// <summary>
    /// Lines one below the other. What is too wide goes on in the next line while the card has room; where it has none,
    /// all are made smaller and broken anew, down to three fifths; only then are they cut.
    /// </summary>
    static void Stack(
        List<ChartShape> shapes,
        ChartRect area,
        double scale,
        List<(string Text, double Size, string Color, bool Bold)> lines
    )
    {
        for (var shrink = 1.0; shrink >= SmallestText - 0.001; shrink -= 0.05)
        {
            var wrapped = lines
                .SelectMany(l =>
                    ChartType.Wrap(l.Text, l.Size * scale * shrink, area.Width).Select(t => l with { Text = t })
                )
                .ToList();
            if (Tall(wrapped) * shrink <= area.Height)
            {
                Write(wrapped, shrink);
                return;
            }
        }
        // The longest gives up its last line first: what stands before that is cut.
        var kept = lines.ConvertAll(l => ChartType.Wrap(l.Text, l.Size * scale * SmallestText, area.Width).ToList());
        var tall = kept.Select((k, i) => k.Count * lines[i].Size).Sum() * Leading * scale;
        while (tall * SmallestText > area.Height && kept.Max(k => k.Count) > 1)
        {
            var longest = kept.IndexOf(kept.MaxBy(k => k.Count)!);
            var (text, end) = (kept[longest], kept[longest].Count - 1);
            text[end - 1] += text[end];
            text.RemoveAt(end);
            tall -= lines[longest].Size * Leading * scale;
        }
        Write(
            [.. kept.SelectMany((k, i) => k.Select(t => lines[i] with { Text = t }))],
            Math.Min(SmallestText, area.Height / tall)
        );

        double Tall(List<(string, double Size, string, bool)> of) => of.Sum(l => l.Size) * Leading * scale;

        void Write(List<(string Text, double Size, string Color, bool Bold)> of, double shrink)
        {
            var y = area.Y + (area.Height - Tall(of) * shrink) / 2;
            foreach (var (text, size, color, bold) in of)
            {
                var height = size * Leading * scale * shrink;
                Put(
                    shapes,
                    new(area.X, y, area.Width, height),
                    size * scale * shrink,
                    text,
                    color,
                    ChartAlign.Left,
                    bold
                );
                y += height;
            }
        }
    }

    static void Head(ChartContent c, List<ChartShape> shapes)
    {
        shapes.Add(new ChartBox(new(0, 0, Width, HeadHeight), Red));
        shapes.Add(new ChartBox(new(0, HeadHeight, Width, 3), Gold));
        Put(shapes, new(Margin, 8, Width - 2 * Margin, 40), 29, c.Title, Paper, ChartAlign.Middle, true);
        Put(shapes, new(Margin, 49, (Width - 2 * Margin) * 0.7, 18), 12, c.Subtitle, Pale);
        Put(
            shapes,
            new(Margin + (Width - 2 * Margin) * 0.7, 49, (Width - 2 * Margin) * 0.3, 18),
            12,
            c.Date,
            Pale,
            ChartAlign.Right
        );
    }

    static double Figures(IReadOnlyList<ChartFigure> figures, double top, List<ChartShape> shapes)
    {
        var width = (Width - 2 * Margin - (figures.Count - 1) * Gap) / figures.Count;
        for (var i = 0; i < figures.Count; i++)
        {
            var card = new ChartRect(Margin + i * (width + Gap), top, width, FigureHeight);
            shapes.Add(new ChartBox(card, Tint, Pale, 5, IsCard: true));
            Put(shapes, new(card.X + 4, card.Y + 4, width - 8, 25), 20, figures[i].Value, Red, ChartAlign.Middle, true);
            Put(shapes, new(card.X + 4, card.Y + 30, width - 8, 15), 10, figures[i].Label, Soft, ChartAlign.Middle);
        }
        return top + FigureHeight;
    }

    static void Foot(ChartContent c, List<ChartShape> shapes)
    {
        var y = Height - FootHeight;
        shapes.Add(new ChartBox(new(Margin, y, Width - 2 * Margin, 0.8), Pale));
        Put(shapes, new(Margin, y + 4, (Width - 2 * Margin) * 0.7, 16), 9, c.Legend, Soft);
        Put(
            shapes,
            new(Margin + (Width - 2 * Margin) * 0.7, y + 4, (Width - 2 * Margin) * 0.3, 16),
            9,
            c.Footer,
            Soft,
            ChartAlign.Right
        );
    }

    static void Put(
        List<ChartShape> shapes,
        ChartRect rect,
        double size,
        string text,
        string color,
        ChartAlign align = ChartAlign.Left,
        bool bold = false
    )
    {
        var (fitted, at) = ChartType.Fit(text, Math.Min(size, rect.Height / 1.25), rect.Width);
        if (fitted.Length > 0)
            shapes.Add(new ChartText(rect, rect.Y + rect.Height / 2 + at * 0.36, at, fitted, color, align, bold));
    }
}

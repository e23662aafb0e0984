namespace Organizations.Domain;

/// <summary>Draws the cards of a chart. No text leaves its card.</summary>
static class ChartCards
{
    const double Leading = 1.3,
        SmallestText = 0.6;

    public static void Person(ChartPerson p, ChartRect card, double scale, int depth, List<ChartShape> shapes)
    {
        shapes.Add(
            new ChartBox(
                card,
                depth == 0 ? ChartPen.Tint : ChartPen.Paper,
                depth == 0 ? ChartPen.Red : ChartPen.Rose,
                4 * scale,
                IsCard: true
            )
        );
        shapes.Add(
            new ChartBox(
                new(card.X, card.Y + 4 * scale, 3 * scale, card.Height - 8 * scale),
                depth == 0 ? ChartPen.Red
                    : depth == 1 ? ChartPen.Gold
                    : ChartPen.Rose
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
            ($"{p.Name}  {p.Post}", depth == 0 ? 15 : 12.5, depth == 0 ? ChartPen.Red : ChartPen.Ink, true),
        };
        lines.AddRange(p.Lines.Select(l => (l, 10.0, ChartPen.Soft, false)));
        Stack(shapes, text, scale, lines);
    }

    public static void Place(ChartPlace p, ChartRect card, double scale, List<ChartShape> shapes)
    {
        shapes.Add(new ChartBox(card, ChartPen.Sand, ChartPen.Gold, 3 * scale, IsCard: true));
        var text = new ChartRect(
            card.X + 5 * scale,
            card.Y + 4 * scale,
            card.Width - 10 * scale,
            card.Height - 8 * scale
        );
        var lines = new List<(string, double, string, bool)> { (p.Name, 11, ChartPen.Ink, true) };
        if (p.Lead is not null)
            lines.Add(("★ " + p.Lead, 10, ChartPen.Red, false));
        lines.AddRange(p.Lines.Select(l => (l, 9.5, ChartPen.Soft, false)));
        Stack(shapes, text, scale, lines);
    }

    /// <summary>
    /// Lines one below the other. A long line wraps while the card has room; without room all lines shrink and wrap
    /// again, down to three fifths of the size; at that size the rest is cut.
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
        // The longest text loses its last line first: the line before it is cut.
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
                ChartPen.Put(
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
}

namespace Organizations.Domain;

/// <summary>Draws what surrounds the cards of a chart: heading, profile of the area, foot.</summary>
static class ChartFrame
{
    internal const double HeadHeight = 74,
        FigureHeight = 50,
        FootHeight = 26;

    public static void Head(ChartContent c, List<ChartShape> shapes)
    {
        shapes.Add(new ChartBox(new(0, 0, ChartSheet.Width, HeadHeight), ChartPen.Red));
        shapes.Add(new ChartBox(new(0, HeadHeight, ChartSheet.Width, 3), ChartPen.Gold));
        ChartPen.Put(
            shapes,
            new(ChartSheet.Margin, 8, ChartSheet.Width - 2 * ChartSheet.Margin, 40),
            29,
            c.Title,
            ChartPen.Paper,
            ChartAlign.Middle,
            true
        );
        ChartPen.Put(
            shapes,
            new(ChartSheet.Margin, 49, (ChartSheet.Width - 2 * ChartSheet.Margin) * 0.7, 18),
            12,
            c.Subtitle,
            ChartPen.Pale
        );
        ChartPen.Put(
            shapes,
            new(
                ChartSheet.Margin + (ChartSheet.Width - 2 * ChartSheet.Margin) * 0.7,
                49,
                (ChartSheet.Width - 2 * ChartSheet.Margin) * 0.3,
                18
            ),
            12,
            c.Date,
            ChartPen.Pale,
            ChartAlign.Right
        );
    }

    public static double Figures(IReadOnlyList<ChartFigure> figures, double top, List<ChartShape> shapes)
    {
        var width = (ChartSheet.Width - 2 * ChartSheet.Margin - (figures.Count - 1) * ChartSheet.Gap) / figures.Count;
        for (var i = 0; i < figures.Count; i++)
        {
            var card = new ChartRect(ChartSheet.Margin + i * (width + ChartSheet.Gap), top, width, FigureHeight);
            shapes.Add(new ChartBox(card, ChartPen.Tint, ChartPen.Pale, 5, IsCard: true));
            ChartPen.Put(
                shapes,
                new(card.X + 4, card.Y + 4, width - 8, 25),
                20,
                figures[i].Value,
                ChartPen.Red,
                ChartAlign.Middle,
                true
            );
            ChartPen.Put(
                shapes,
                new(card.X + 4, card.Y + 30, width - 8, 15),
                10,
                figures[i].Label,
                ChartPen.Soft,
                ChartAlign.Middle
            );
        }
        return top + FigureHeight;
    }

    public static void Foot(ChartContent c, List<ChartShape> shapes)
    {
        var y = ChartSheet.Height - FootHeight;
        shapes.Add(
            new ChartBox(new(ChartSheet.Margin, y, ChartSheet.Width - 2 * ChartSheet.Margin, 0.8), ChartPen.Pale)
        );
        ChartPen.Put(
            shapes,
            new(ChartSheet.Margin, y + 4, (ChartSheet.Width - 2 * ChartSheet.Margin) * 0.7, 16),
            9,
            c.Legend,
            ChartPen.Soft
        );
        ChartPen.Put(
            shapes,
            new(
                ChartSheet.Margin + (ChartSheet.Width - 2 * ChartSheet.Margin) * 0.7,
                y + 4,
                (ChartSheet.Width - 2 * ChartSheet.Margin) * 0.3,
                16
            ),
            9,
            c.Footer,
            ChartPen.Soft,
            ChartAlign.Right
        );
    }
}

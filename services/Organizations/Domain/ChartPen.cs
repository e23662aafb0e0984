namespace Organizations.Domain;

/// <summary>The colours of a chart, and text that shrinks to fit.</summary>
static class ChartPen
{
    internal const string Red = "#a61b29",
        Ink = "#2b2b2b",
        Soft = "#6b6b6b",
        Paper = "#ffffff",
        Tint = "#fbf1ef",
        Rose = "#d98e8e",
        Gold = "#b8862b",
        Sand = "#fdf8ec",
        Pale = "#f4c9c6";

    public static void Put(
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

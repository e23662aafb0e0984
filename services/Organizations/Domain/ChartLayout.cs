using System.Text;
using ServiceDefaults.Standards;

namespace Organizations.Domain;

/// <summary>A person on a chart.</summary>
/// <param name="Photo">Index of the person's photo; null for none.</param>
/// <param name="Lines">Text below the name: post, portfolio, telephone, areas of coverage.</param>
public sealed record ChartPerson(string Name, string Post, int? Photo, IReadOnlyList<string> Lines);

/// <summary>A place on a chart: a grid, or a division of the level below.</summary>
/// <param name="Lead">Name of the lead.</param>
/// <param name="Lines">Its figures.</param>
public sealed record ChartPlace(string Name, string? Lead, IReadOnlyList<string> Lines);

/// <summary>A figure of the profile of the area, formatted for print.</summary>
public sealed record ChartFigure(string Label, string Value);

/// <summary>The contents of a responsibility chart (网格化责任图).</summary>
/// <param name="People">From the top: the chair, vice chairs, members; each row with its heading.</param>
/// <param name="Places">Grids, or the divisions of the level below, with a heading.</param>
public sealed record ChartContent(
    string Title,
    string Subtitle,
    string Date,
    IReadOnlyList<ChartFigure> Figures,
    IReadOnlyList<(string Heading, IReadOnlyList<ChartPerson> People)> People,
    (string Heading, IReadOnlyList<ChartPlace> Items) Places,
    string Legend,
    string Footer
);

/// <summary>A rectangle in points (1/72 inch), from the upper left corner of the sheet.</summary>
public readonly record struct ChartRect(double X, double Y, double Width, double Height)
{
    public double Right => X + Width;
    public double Bottom => Y + Height;

    public bool Meets(ChartRect other) =>
        X < other.Right - 0.01 && other.X < Right - 0.01 && Y < other.Bottom - 0.01 && other.Y < Bottom - 0.01;

    public bool Holds(ChartRect other) =>
        other.X >= X - 0.01 && other.Y >= Y - 0.01 && other.Right <= Right + 0.01 && other.Bottom <= Bottom + 0.01;
}

/// <summary>A drawing instruction; they are drawn in the order of the list.</summary>
public abstract record ChartShape;

/// <summary>A filled rectangle. Boxes that are cards never overlap.</summary>
public sealed record ChartBox(
    ChartRect Rect,
    string Fill,
    string? Stroke = null,
    double Radius = 0,
    bool IsCard = false
) : ChartShape;

/// <summary>A line of text on its baseline, not wider than its rectangle.</summary>
public sealed record ChartText(
    ChartRect Rect,
    double Baseline,
    double Size,
    string Text,
    string Color,
    ChartAlign Align = ChartAlign.Left,
    bool Bold = false
) : ChartShape;

/// <summary>Alignment of a line of text in its rectangle.</summary>
public enum ChartAlign
{
    Left,
    Middle,
    Right,
}

/// <summary>A photo; without one, a neutral figure.</summary>
public sealed record ChartPhoto(ChartRect Rect, int? Photo) : ChartShape;

/// <summary>A line between an upper row and the one below.</summary>
public sealed record ChartLine(double X1, double Y1, double X2, double Y2, string Color, double Width) : ChartShape;

/// <summary>
/// Estimates the width of text without a font; errs to the wide side (a full-width character is one em).
/// </summary>
public static class ChartType
{
    public static double Width(string text, double size) => text.EnumerateRunes().Sum(Em) * size;

    /// <summary>
    /// Breaks the text into lines of this width: at white space where a line has some in its second half, else between
    /// any two characters.
    /// </summary>
    public static IReadOnlyList<string> Wrap(string text, double size, double width)
    {
        List<string> lines = [];
        List<string> line = [];
        var wide = 0.0;
        foreach (var element in TextElements.Of(string.Concat(text.Where(c => !char.IsControl(c)))))
        {
            var more = Width(element, size);
            if (line.Count > 0 && wide + more > width)
            {
                var space = line.LastIndexOf(" ");
                var end = element != " " && space > line.Count / 2 ? space + 1 : line.Count;
                lines.Add(string.Concat(line.Take(end)).TrimEnd());
                line.RemoveRange(0, end);
                wide = Width(string.Concat(line), size);
            }
            if (line.Count == 0 && element == " ")
                continue;
            line.Add(element);
            wide += more;
        }
        if (line.Count > 0 || lines.Count == 0)
            lines.Add(string.Concat(line).TrimEnd());
        return lines;
    }

    /// <summary>Shrinks the text to fit, down to two thirds of its size, then cuts it with an ellipsis.</summary>
    public static (string Text, double Size) Fit(string text, double size, double width)
    {
        text = string.Concat(text.Where(c => !char.IsControl(c)));
        if (Width(text, size) <= width)
            return (text, size);
        var smaller = Math.Max(size * 2 / 3, size * width / Math.Max(Width(text, size), 0.01));
        if (Width(text, smaller) <= width + 0.001)
            return (text, smaller);
        var elements = TextElements.Of(text);
        var kept = elements.Length;
        while (kept > 0 && Width(string.Concat(elements.Take(kept)) + "…", smaller) > width)
            kept--;
        return (kept == 0 ? "" : string.Concat(elements.Take(kept)) + "…", smaller);
    }

    static double Em(Rune rune) =>
        (rune.IsBmp ? (char)rune.Value : '字') switch
        {
            'm' or 'w' or 'M' or 'W' or '@' or '%' => 0.95,
            >= 'A' and <= 'Z' => 0.72,
            ' ' or '.' or ',' or ':' or 'i' or 'l' or 'j' => 0.36,
            < (char)0x250 => 0.6,
            _ => 1.02,
        };
}

using System.Globalization;
using System.Net;
using System.Text;
using Organizations.Domain;

namespace Organizations.Drawing;

/// <summary>Renders a laid out chart as SVG. Text stays text, so the viewer's fonts draw it.</summary>
static class ChartSvg
{
    const string Fonts =
        "'Noto Sans CJK SC','Noto Sans SC','Source Han Sans SC','Microsoft YaHei','PingFang "
        + "SC','WenQuanYi Micro Hei',sans-serif";

    public static byte[] Write(IReadOnlyList<ChartShape> shapes, IReadOnlyList<byte[]?> photos, string title)
    {
        var svg = new StringBuilder();
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"420mm\" height=\"297mm\" viewBox=\"0 0 "
                + $"{ChartSheet.Width} {ChartSheet.Height}\" font-family=\"{Fonts}\">"
        );
        svg.Append("<title>").Append(WebUtility.HtmlEncode(title)).Append("</title>");
        foreach (var shape in shapes)
            Draw(svg, shape, photos);
        return Encoding.UTF8.GetBytes(svg.Append("</svg>").ToString());
    }

    static void Draw(StringBuilder svg, ChartShape shape, IReadOnlyList<byte[]?> photos)
    {
        var c = CultureInfo.InvariantCulture;
        switch (shape)
        {
            case ChartBox(var r, var fill, var stroke, var radius, _):
                svg.Append(
                    c,
                    $"<rect x=\"{r.X:0.##}\" y=\"{r.Y:0.##}\" width=\"{r.Width:0.##}\" "
                        + $"height=\"{r.Height:0.##}\" rx=\"{radius:0.##}\" fill=\"{fill}\""
                );
                if (stroke is not null)
                    svg.Append(c, $" stroke=\"{stroke}\" stroke-width=\"0.9\"");
                svg.Append("/>");
                break;
            case ChartLine l:
                svg.Append(
                    c,
                    $"<line x1=\"{l.X1:0.##}\" y1=\"{l.Y1:0.##}\" x2=\"{l.X2:0.##}\" y2=\"{l.Y2:0.##}\" "
                        + $"stroke=\"{l.Color}\" stroke-width=\"{l.Width}\"/>"
                );
                break;
            case ChartPhoto(var r, { } photo) when photo < photos.Count && photos[photo] is { } image:
                svg.Append(
                    c,
                    $"<image x=\"{r.X:0.##}\" y=\"{r.Y:0.##}\" width=\"{r.Width:0.##}\" "
                        + $"height=\"{r.Height:0.##}\" preserveAspectRatio=\"xMidYMid slice\" "
                        + $"href=\"data:image/jpeg;base64,{Convert.ToBase64String(image)}\"/>"
                );
                break;
            case ChartPhoto(var r, _):
                DrawNobody(svg, r);
                break;
            case ChartText t:
                var (x, anchor) = t.Align switch
                {
                    ChartAlign.Left => (t.Rect.X, "start"),
                    ChartAlign.Middle => (t.Rect.X + t.Rect.Width / 2, "middle"),
                    _ => (t.Rect.Right, "end"),
                };
                svg.Append(
                        c,
                        $"<text x=\"{x:0.##}\" y=\"{t.Baseline:0.##}\" font-size=\"{t.Size:0.##}\" "
                            + $"fill=\"{t.Color}\" "
                            + $"text-anchor=\"{anchor}\"{(t.Bold ? " font-weight=\"700\"" : "")}>"
                    )
                    .Append(WebUtility.HtmlEncode(t.Text))
                    .Append("</text>");
                break;
        }
    }

    /// <summary>Head and shoulders, for a person without a photo.</summary>
    static void DrawNobody(StringBuilder svg, ChartRect r)
    {
        var c = CultureInfo.InvariantCulture;
        svg.Append(
            c,
            $"<rect x=\"{r.X:0.##}\" y=\"{r.Y:0.##}\" width=\"{r.Width:0.##}\" "
                + $"height=\"{r.Height:0.##}\" fill=\"#eee6e2\"/>"
        );
        svg.Append(
            c,
            $"<circle cx=\"{r.X + r.Width / 2:0.##}\" cy=\"{r.Y + r.Height * 0.38:0.##}\" "
                + $"r=\"{r.Width * 0.22:0.##}\" fill=\"#c9b8b0\"/>"
        );
        svg.Append(
            c,
            $"<path d=\"M{r.X + r.Width * 0.14:0.##} {r.Bottom:0.##} a{r.Width * 0.36:0.##} "
                + $"{r.Height * 0.36:0.##} 0 0 1 {r.Width * 0.72:0.##} 0 z\" fill=\"#c9b8b0\"/>"
        );
    }
}

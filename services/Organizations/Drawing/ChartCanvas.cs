using System.Text;
using Organizations.Domain;
using SkiaSharp;

namespace Organizations.Drawing;

/// <summary>
/// Renders a laid out chart as a sheet of A3 paper (PDF) or a picture of one (PNG, 150 dots an inch).
/// </summary>
static class ChartCanvas
{
    const float DotsAPoint = 150 / 72f;

    public static byte[] Pdf(
        IReadOnlyList<ChartShape> shapes,
        IReadOnlyList<byte[]?> photos,
        string title,
        ChineseFont font
    )
    {
        using var bytes = new MemoryStream();
        using (var stream = new SKManagedWStream(bytes))
        {
            using var document = SKDocument.CreatePdf(
                stream,
                new SKDocumentPdfMetadata
                {
                    Title = title,
                    RasterDpi = 150,
                    EncodingQuality = 90,
                }
            );
            Draw(document.BeginPage((float)ChartSheet.Width, (float)ChartSheet.Height), shapes, photos, font);
            document.EndPage();
            document.Close();
        }
        return bytes.ToArray();
    }

    public static byte[] Png(IReadOnlyList<ChartShape> shapes, IReadOnlyList<byte[]?> photos, ChineseFont font)
    {
        using var bitmap = new SKBitmap(
            (int)Math.Round(ChartSheet.Width * DotsAPoint),
            (int)Math.Round(ChartSheet.Height * DotsAPoint),
            SKColorType.Rgba8888,
            SKAlphaType.Opaque
        );
        using (var canvas = new SKCanvas(bitmap))
        {
            canvas.Scale(DotsAPoint);
            Draw(canvas, shapes, photos, font);
        }
        using var pixels = bitmap.PeekPixels();
        using var data = pixels.Encode(new SKPngEncoderOptions(SKPngEncoderFilterFlags.Sub, 4));
        return data!.ToArray();
    }

    static void Draw(SKCanvas canvas, IReadOnlyList<ChartShape> shapes, IReadOnlyList<byte[]?> photos, ChineseFont font)
    {
        var images = photos.Select(p => p is null ? null : SKImage.FromEncodedData(p)).ToList();
        foreach (var shape in shapes)
            switch (shape)
            {
                case ChartBox b:
                    Box(canvas, b);
                    break;
                case ChartText t:
                    Text(canvas, t, font);
                    break;
                case ChartPhoto(var r, { } i) when i < images.Count && images[i] is { } image:
                    canvas.DrawImage(image, Rect(r), new SKSamplingOptions(SKCubicResampler.Mitchell));
                    break;
                case ChartPhoto p:
                    Figure(canvas, p.Rect);
                    break;
                case ChartLine l:
                    using (var paint = Paint(l.Color, (float)l.Width))
                        canvas.DrawLine((float)l.X1, (float)l.Y1, (float)l.X2, (float)l.Y2, paint);
                    break;
            }
        images.ForEach(i => i?.Dispose());
    }

    static void Box(SKCanvas canvas, ChartBox box)
    {
        using (var fill = Paint(box.Fill))
            canvas.DrawRoundRect(Rect(box.Rect), (float)box.Radius, (float)box.Radius, fill);
        if (box.Stroke is null)
            return;
        using var stroke = Paint(box.Stroke, 0.9f);
        canvas.DrawRoundRect(Rect(box.Rect), (float)box.Radius, (float)box.Radius, stroke);
    }

    /// <summary>
    /// The layout estimates widths; if the font is wider, the text is condensed to stay in its card. Each glyph maps to
    /// its own character: otherwise a PDF names the first character with that glyph, and a search for 金 finds only the
    /// radical.
    /// </summary>
    static void Text(SKCanvas canvas, ChartText t, ChineseFont fonts)
    {
        var runs = fonts
            .Runs(t.Text)
            .Select(r => (r.Text, Font: new SKFont(r.Font, (float)t.Size) { Embolden = t.Bold, Subpixel = true }))
            .ToList();
        var wide = runs.Sum(r => r.Font.MeasureText(r.Text));
        var narrow = Math.Min(1, (float)t.Rect.Width / Math.Max(wide, 0.01f));
        wide *= narrow;
        var x = (float)(
            t.Align switch
            {
                ChartAlign.Left => t.Rect.X,
                ChartAlign.Middle => t.Rect.X + (t.Rect.Width - wide) / 2,
                _ => t.Rect.Right - wide,
            }
        );
        using var paint = Paint(t.Color);
        foreach (var (text, font) in runs)
        {
            using var drawn = font;
            drawn.ScaleX = narrow;
            using var blob = Blob(text, drawn);
            if (blob is not null)
                canvas.DrawText(blob, x, (float)t.Baseline, paint);
            x += drawn.MeasureText(text);
        }
    }

    static SKTextBlob? Blob(string text, SKFont font)
    {
        Rune[] runes = [.. text.EnumerateRunes()];
        var glyphs = Array.ConvertAll(runes, r => font.GetGlyph(r.Value));
        var clusters = new uint[runes.Length];
        for (var i = 1; i < runes.Length; i++)
            clusters[i] = clusters[i - 1] + (uint)runes[i - 1].Utf8SequenceLength;
        var bytes = Encoding.UTF8.GetBytes(text);
        using var builder = new SKTextBlobBuilder();
        var run = builder.AllocatePositionedTextRun(font, runes.Length, bytes.Length, null);
        run.SetGlyphs(glyphs);
        run.SetPositions(font.GetGlyphPositions(glyphs));
        run.SetText(bytes);
        run.SetClusters(clusters);
        return builder.Build();
    }

    static void Figure(SKCanvas canvas, ChartRect r)
    {
        using var back = Paint("#eee6e2");
        using var body = Paint("#c9b8b0");
        canvas.DrawRect(Rect(r), back);
        canvas.Save();
        canvas.ClipRect(Rect(r));
        canvas.DrawCircle((float)(r.X + r.Width / 2), (float)(r.Y + r.Height * 0.38), (float)(r.Width * 0.22), body);
        canvas.DrawOval(
            SKRect.Create(
                (float)(r.X + r.Width * 0.14),
                (float)(r.Y + r.Height * 0.64),
                (float)(r.Width * 0.72),
                (float)(r.Height * 0.72)
            ),
            body
        );
        canvas.Restore();
    }

    static SKPaint Paint(string color, float? stroke = null) =>
        new()
        {
            Color = SKColor.Parse(color),
            IsAntialias = true,
            Style = stroke is null ? SKPaintStyle.Fill : SKPaintStyle.Stroke,
            StrokeWidth = stroke ?? 0,
        };

    static SKRect Rect(ChartRect r) => SKRect.Create((float)r.X, (float)r.Y, (float)r.Width, (float)r.Height);
}

using SkiaSharp;

namespace Organizations.Drawing;

/// <summary>Prepares a photo for the chart: upright, cut to three by four, no larger than in print.</summary>
static class Portrait
{
    const int Width = 240,
        Height = 320;

    /// <summary>Most pixels of a portrait: a file of a few kilobytes may claim any size.</summary>
    const long MostPixels = 12_000_000;

    /// <param name="file">JPEG or PNG as uploaded.</param>
    /// <returns>A JPEG; null if the file is not a complete picture.</returns>
    public static byte[]? Of(byte[] file)
    {
        using var data = SKData.CreateCopy(file);
        using var codec = SKCodec.Create(data);
        if (
            codec is null
            || codec.Info.Width < 1
            || codec.Info.Height < 1
            || (long)codec.Info.Width * codec.Info.Height > MostPixels
        )
            return null;
        using var bitmap = new SKBitmap(
            new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Premul)
        );
        if (codec.GetPixels(bitmap.Info, bitmap.GetPixels()) != SKCodecResult.Success)
            return null;
        using var upright = Upright(bitmap, codec.EncodedOrigin);
        using var sheet = new SKBitmap(new SKImageInfo(Width, Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using (var canvas = new SKCanvas(sheet))
        using (var image = SKImage.FromBitmap(upright))
        {
            canvas.Clear(SKColors.White);
            canvas.DrawImage(
                image,
                Cut(image.Width, image.Height),
                SKRect.Create(Width, Height),
                new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear)
            );
        }
        using var encoded = sheet.Encode(SKEncodedImageFormat.Jpeg, 88);
        return encoded?.ToArray();
    }

    /// <summary>Crops around the upper middle, where a face is.</summary>
    static SKRect Cut(int width, int height)
    {
        var (w, h) =
            width * Height <= (long)height * Width
                ? ((float)width, width * (float)Height / Width)
                : (height * (float)Width / Height, (float)height);
        return SKRect.Create((width - w) / 2, (height - h) / 3, w, h);
    }

    /// <summary>Telephones store the sensor's picture and its rotation separately.</summary>
    static SKBitmap Upright(SKBitmap bitmap, SKEncodedOrigin origin)
    {
        if (origin is SKEncodedOrigin.TopLeft)
            return bitmap;
        var (w, h) = (bitmap.Width, bitmap.Height);
        var turned = origin >= SKEncodedOrigin.LeftTop ? new SKBitmap(h, w) : new SKBitmap(w, h);
        using var canvas = new SKCanvas(turned);
        canvas.Clear();
        canvas.SetMatrix(
            origin switch
            {
                SKEncodedOrigin.TopRight => new(-1, 0, w, 0, 1, 0, 0, 0, 1),
                SKEncodedOrigin.BottomRight => new(-1, 0, w, 0, -1, h, 0, 0, 1),
                SKEncodedOrigin.BottomLeft => new(1, 0, 0, 0, -1, h, 0, 0, 1),
                SKEncodedOrigin.LeftTop => new(0, 1, 0, 1, 0, 0, 0, 0, 1),
                SKEncodedOrigin.RightTop => new(0, -1, h, 1, 0, 0, 0, 0, 1),
                SKEncodedOrigin.RightBottom => new(0, -1, h, -1, 0, w, 0, 0, 1),
                SKEncodedOrigin.LeftBottom => new(0, 1, 0, -1, 0, w, 0, 0, 1),
                _ => SKMatrix.Identity,
            }
        );
        canvas.DrawBitmap(bitmap, 0, 0);
        return turned;
    }
}

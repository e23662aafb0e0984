using SkiaSharp;

namespace Organizations.Drawing;

/// <summary>A photo as the chart frames it: upright, cut to three by four and no larger than it is printed.</summary>
static class Portrait
{
    const int Width = 240,
        Height = 320;

    /// <summary>A file of a few kilobytes may claim any size; nobody's portrait has more pixels.</summary>
    const long MostPixels = 12_000_000;

    /// <param name="file">JPEG or PNG, as it was sent.</param>
    /// <returns>A JPEG; null if the file is no whole picture.</returns>
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

    /// <summary>From the middle and rather the upper part, where a face is.</summary>
    static SKRect Cut(int width, int height)
    {
        var (w, h) =
            width * Height <= (long)height * Width
                ? ((float)width, width * (float)Height / Width)
                : (height * (float)Width / Height, (float)height);
        return SKRect.Create((width - w) / 2, (height - h) / 3, w, h);
    }

    /// <summary>Telephones keep a picture as the sensor saw it and say how it was held.</summary>
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

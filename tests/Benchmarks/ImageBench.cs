using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;
using Testing;

namespace Benchmarks;

/// <summary>
/// The five images: duration of ./platform images with programs that are already built, and size of each image above
/// its base, compressed as in a registry and unpacked as on a node.
/// </summary>
static class ImageBench
{
    const int Rounds = 3;
    static readonly string[] Images = ["organizations", "census", "training", "jobs", "gateway"];

    public static async Task<IReadOnlyList<Row>> RunAsync()
    {
        var comparison = await Comparison.RunAsync("images", Rounds, new Side("all five", async _ =>
            {
                var began = Stopwatch.GetTimestamp();
                await TestServers.RunAsync(["images", .. Images]);
                return [Stopwatch.GetElapsedTime(began).TotalSeconds];
            }));
        List<Row> rows = [Row.Of("images: build of all five, warm", "s", comparison["all five"], null, "<= 60 s")];
        foreach (var image in Images)
        {
            var (packed, unpacked) = Sizes(Path.Combine(TestServers.Root, ".local", "images", image + ".tar"));
            rows.Add(Row.Of($"images: {image} above its base", "MB", [packed], null, "<= 40 MB"));
            rows.Add(Row.Of($"images: {image} above its base, unpacked", "MB", [unpacked], null, "<= 40 MB"));
        }
        return rows;
    }

    /// <summary>Size of the last layer, which has the program; the layers below are the base.</summary>
    static (double Packed, double Unpacked) Sizes(string archive)
    {
        var last = Read(archive, "manifest.json", s =>
            JsonDocument.Parse(s).RootElement[0].GetProperty("Layers").EnumerateArray().Last().GetString()!
        );
        return Read(archive, last, s =>
        {
            using MemoryStream packed = new();
            s.CopyTo(packed);
            packed.Position = 0;
            using GZipStream layer = new(packed, CompressionMode.Decompress);
            using TarReader files = new(layer);
            var unpacked = 0L;
            while (files.GetNextEntry() is { } file)
                unpacked += file.Length;
            return (packed.Length / 1e6, unpacked / 1e6);
        });
    }

    static T Read<T>(string archive, string name, Func<Stream, T> read)
    {
        using TarReader files = new(File.OpenRead(archive));
        while (files.GetNextEntry() is { } file)
            if (file.Name == name)
                return read(file.DataStream!);
        throw new InvalidOperationException($"{archive} has no {name}.");
    }
}

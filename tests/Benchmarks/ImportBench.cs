using System.Diagnostics;
using Dapper;

namespace Benchmarks;

/// <summary>
/// Imports a province by the public import of Organizations, from the first byte of the upload to the state applied,
/// including dry run and report. The peer copies the resulting rows from memory, in the binary format of COPY, to an
/// empty table with the same columns and indexes.
/// </summary>
sealed class ImportBench(OrganizationsEnvironment environment)
{
    const int Rounds = 3;
    const string Columns = "id, parent_id, key, code, name, kind, level, valid_from, valid_to, since, version";

    public static async Task<IReadOnlyList<Row>> RunAsync()
    {
        var table = await CodeTable.FetchAsync();
        await using var environment = await OrganizationsEnvironment.MakeAsync("import");
        await environment.ExecuteAsync("create table divisions_copied (like divisions including all)");
        List<Row> rows = [];
        foreach (
            var (name, province) in new[]
            {
                ("the whole country", ""),
                ("Shaanxi", "61"),
                ("Shandong, the largest", "37"),
            }
        )
        {
            // A new process for each file, so that its peak memory belongs to this file.
            await using var organizations = await environment.StartAsync();
            var bench = new ImportBench(environment);
            var (csv, count) = CodeTable.Convert(table, province);
            // The first import makes the rows that the peer copies.
            await bench.OursAsync(csv, count);
            var copied = await bench.BinaryAsync();
            var comparison = await Comparison.RunAsync(
                $"import {name}",
                Rounds,
                new Side("ours", _ => bench.OursAsync(csv, count)),
                new Side("COPY", _ => bench.PeerAsync(copied, count))
            );
            rows.Add(
                Row.Of(
                    $"import of {name}, {count} divisions",
                    "rows/s",
                    comparison["ours"],
                    comparison["COPY"],
                    ">= 0.3"
                )
            );
            if (province.Length > 0)
                continue;
            await environment.SentAsync();
            rows.Add(
                Row.Of(
                    "import of the whole country: memory of the service",
                    "MB",
                    [organizations.PeakMemory],
                    null,
                    "<= 400 MB"
                )
            );
        }
        return rows;
    }

    async Task<double[]> OursAsync(byte[] csv, int count)
    {
        await environment.EmptyAsync();
        var began = Stopwatch.GetTimestamp();
        await environment.ImportAsync(csv, count);
        return [count / Stopwatch.GetElapsedTime(began).TotalSeconds];
    }

    async Task<double[]> PeerAsync(byte[] rows, int count)
    {
        await using var connection = await environment.OpenAsync();
        await connection.ExecuteAsync("truncate divisions_copied");
        var began = Stopwatch.GetTimestamp();
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await using (
                var copy = await connection.BeginRawBinaryCopyAsync(
                    $"copy divisions_copied ({Columns}) from stdin (format binary)"
                )
            )
                await copy.WriteAsync(rows);
            await transaction.CommitAsync();
        }
        var took = Stopwatch.GetElapsedTime(began);
        var copied = await connection.ExecuteScalarAsync<int>("select count(*) from divisions_copied");
        return copied == count
            ? [count / took.TotalSeconds]
            : throw new InvalidOperationException($"COPY left {copied} rows.");
    }

    async Task<byte[]> BinaryAsync()
    {
        await using var connection = await environment.OpenAsync();
        await using var copy = await connection.BeginRawBinaryCopyAsync(
            $"copy (select {Columns} from divisions order by code) to stdout (format binary)"
        );
        using var text = new MemoryStream();
        await copy.CopyToAsync(text);
        return text.ToArray();
    }
}

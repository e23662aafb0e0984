namespace Benchmarks;

/// <summary>
/// Memory of Organizations after the import of the largest province and one idle hour. Memory before the import and at
/// the peak are shown beside it.
/// </summary>
static class RestImportBench
{
    const string Province = "37";
    static readonly TimeSpan Settling = TimeSpan.FromMinutes(2),
        Rest = TimeSpan.FromHours(1);

    public static async Task<IReadOnlyList<Row>> RunAsync()
    {
        var (csv, count) = CodeTable.Convert(await CodeTable.FetchAsync(), Province);
        await using var environment = await OrganizationsEnvironment.MakeAsync("rest_import");
        await using var organizations = await environment.StartAsync();
        await Task.Delay(Settling);
        var before = organizations.Memory;
        await environment.ImportAsync(csv, count);
        await environment.SentAsync();
        var (applied, most) = (organizations.Memory, organizations.PeakMemory);
        await Console.Error.WriteLineAsync(
            $"  rest-import: {before:0} MB before it, {applied:0} MB when {count} divisions were applied "
                + $"and sent, {most:0} MB at the most"
        );
        await Task.Delay(Rest);
        return
        [
            Row.Of("rest-import: memory before it", "MB", [before], null),
            Row.Of("rest-import: memory at the most", "MB", [most], null),
            Row.Of("rest-import: memory an hour after it", "MB", [organizations.Memory], null, "<= 200 MB"),
        ];
    }
}

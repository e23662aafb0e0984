using Organizations.Domain;
using Organizations.Drawing;
using Organizations.Features.People;
using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.OpenApi;

namespace Organizations.Features.Charts;

/// <summary>
/// The responsibility chart of a division on a day, as data or as a sheet for the wall. The audit names the people on
/// it.
/// </summary>
static class GetChart
{
    /// <param name="format">By Accept if not given, else json.</param>
    [EndpointSummary("网格化责任图 Responsibility chart, of one day with asOf: JSON, SVG, PDF (A3) or PNG")]
    [AnswerFile("image/svg+xml", "application/pdf", "image/png")]
    public static async Task<Results<Ok<Chart>, FileContentHttpResult>> Handle(
        Guid id,
        DateOnly? asOf,
        [Code(nameof(CodeTables.ChartFormat))] string? format,
        HttpRequest request,
        IConfiguration configuration,
        Session session,
        CancellationToken ct
    )
    {
        format ??= CodeTables.ChartFormat.Values.FirstOrDefault(f =>
            request.Headers.Accept.ToString().Contains(MediaType(f), StringComparison.OrdinalIgnoreCase)
        ) ?? "json";
        var chart = await ChartReading.ReadAsync(id, asOf, session, ct);
        if (format == "json")
            return TypedResults.Ok(chart);

        var pictured = chart.People.Where(m => m.HasPhoto).Select(m => m.Id).ToList();
        var content = ChartContents.Of(chart, pictured);
        var shapes = ChartSheet.Lay(content);
        var images = await PhotosAsync(
            pictured,
            [.. shapes.OfType<ChartPhoto>().Select(p => p.Photo).OfType<int>()],
            session,
            ct
        );
        if (format == "svg")
            return File(ChartSvg.Write(shapes, images, content.Title));
        var font = ChineseFont.Find(configuration["Charts:Font"]) ?? throw new ProblemException(Problems.NoChineseFont);
        return File(
            format == "pdf"
                ? ChartCanvas.Pdf(shapes, images, content.Title, font)
                : ChartCanvas.Png(shapes, images, font)
        );

        FileContentHttpResult File(byte[] bytes) =>
            TypedResults.File(bytes, MediaType(format), $"{chart.Code}-{chart.AsOf:yyyyMMdd}.{format}");
    }

    static string MediaType(string format) =>
        format switch
        {
            "svg" => "image/svg+xml",
            "pdf" => "application/pdf",
            "png" => "image/png",
            _ => "application/json",
        };

    /// <summary>
    /// The photos to draw, in the order of the people; null for a person who is cut off or whose photo does not open.
    /// </summary>
    static async Task<byte[]?[]> PhotosAsync(
        List<Guid> people,
        HashSet<int> drawn,
        Session session,
        CancellationToken ct
    )
    {
        var rows = (
            await session.Query<PhotoRow>(
                ChartRecords.Photos,
                new { people = drawn.Select(i => people[i]).ToArray() },
                ct
            )
        ).ToDictionary(r => r.Id, r => r.Content);
        return
        [
            .. people.Select(p =>
                rows.TryGetValue(p, out var content) && PersonPhoto.Show(session, p, content) is { } photo
                    ? Portrait.Of(photo)
                    : null
            ),
        ];
    }

    sealed record PhotoRow(Guid Id, byte[] Content);
}

using System.Globalization;
using Microsoft.AspNetCore.Http;
using ServiceDefaults.Data;

namespace ServiceDefaults.Http;

/// <summary>The query parameters of a list; see <see cref="Listing"/>.</summary>
/// <param name="Search">Trimmed; null for no search.</param>
/// <param name="Collation">pinyin, or stroke: the order of words.</param>
/// <param name="Filters">Query parameters that belong neither to every list nor to the handler.</param>
/// <param name="Language">zh or en: the headings of a file.</param>
public sealed record ListQuery(
    IReadOnlyDictionary<string, string> Filters,
    string? Search,
    string? Sort,
    string Collation,
    string? Format,
    string? Cursor,
    int Limit,
    string Language
)
{
    static readonly string[] Own = ["q", "sort", "collation", "format", "cursor", "limit"];

    public static async ValueTask<ListQuery?> BindAsync(HttpContext context)
    {
        var page = (await PageRequest.BindAsync(context))!;
        string[] declared = [.. RequestCheck.Declared(context)];
        var filters = context
            .Request.Query.Where(q =>
                !Own.Contains(q.Key) && !declared.Contains(q.Key, StringComparer.OrdinalIgnoreCase)
            )
            .ToDictionary(q => q.Key, q => q.Value.ToString());
        return new(
            filters,
            Text("q"),
            Text("sort"),
            Text("collation") ?? "pinyin",
            Text("format") ?? FromAccept(context),
            page.Cursor,
            page.Limit,
            context.Request.Headers.AcceptLanguage.ToString().StartsWith("en", StringComparison.OrdinalIgnoreCase)
                ? "en"
                : "zh"
        );

        string? Text(string name) =>
            context.Request.Query[name].ToString().Trim() is { Length: > 0 } text ? text : null;
    }

    /// <summary>A page of a list, for an answer that contains more than the page.</summary>
    /// <param name="sort">In the form of ?sort=.</param>
    /// <param name="limit">Rows, 1-500; 50 where it is null.</param>
    /// <exception cref="ProblemException">PLT-0001 at /limit: the limit is not 1-500.</exception>
    public static ListQuery OfPage(string sort, string? cursor, int? limit)
    {
        var page = PageRequest.Of(cursor, limit);
        return new(new Dictionary<string, string>(), null, sort, "pinyin", null, page.Cursor, page.Limit, "zh");
    }

    static string? FromAccept(HttpContext context) =>
        context.Request.Headers.Accept.ToString() switch
        {
            var a when a.StartsWith("text/csv", StringComparison.OrdinalIgnoreCase) => "csv",
            var a when a.StartsWith(ListFile.Xlsx, StringComparison.OrdinalIgnoreCase) => "xlsx",
            _ => null,
        };
}

/// <summary>Values of filters and cursors as text.</summary>
static class ListValue
{
    /// <param name="endOfDay">A date compared with a point in time means the end of that day in China, otherwise its
    /// beginning.</param>
    /// <returns>Null if the text is not a value of the type.</returns>
    public static object? Read(Type type, string text, bool endOfDay)
    {
        var c = CultureInfo.InvariantCulture;
        if (type == typeof(string))
            return text;
        if (type == typeof(Guid))
            return Guid.TryParse(text, out var id) && id != Guid.Empty && id != Guid.AllBitsSet ? id : null;
        if (type == typeof(bool))
            return bool.TryParse(text, out var b) ? b : null;
        if (type == typeof(int) || type == typeof(short))
            return int.TryParse(text, NumberStyles.AllowLeadingSign, c, out var i) ? i : null;
        if (type == typeof(long))
            return long.TryParse(text, NumberStyles.AllowLeadingSign, c, out var l) ? l : null;
        if (type == typeof(decimal) || type == typeof(double))
            return decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, c, out var d)
                ? d
                : null;
        if (type == typeof(DateOnly))
            return DateText.Day(text);
        if (type == typeof(LastDay))
            return DateText.Day(text) is { } last ? new LastDay(last).Next : null;
        if (type == typeof(DateTimeOffset))
            return DateText.Day(text) is { } date
                ? endOfDay
                    ? ChinaDay.End(date)
                    : ChinaDay.Begin(date)
                : DateText.Moment(text);
        throw new NotSupportedException($"A list can neither filter nor sort by {type}.");
    }

    public static string? Text(object? value) =>
        value switch
        {
            null => null,
            DateTimeOffset at => at.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture),
            DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString(),
        };
}

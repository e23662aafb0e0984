using System.Buffers.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace ServiceDefaults.Http;

/// <summary>
/// The requested page: ?cursor=&amp;limit= (1-500, default 50). Only the list that made a cursor can read it.
/// </summary>
sealed record PageRequest(string? Cursor, int Limit)
{
    public static ValueTask<PageRequest?> BindAsync(HttpContext context)
    {
        var (cursor, limit) = (context.Request.Query["cursor"].ToString(), context.Request.Query["limit"].ToString());
        return ValueTask.FromResult<PageRequest?>(
            Of(
                cursor,
                limit.Length == 0 ? null
                    : int.TryParse(limit, out var rows) ? rows
                    : 0
            )
        );
    }

    /// <exception cref="ProblemException">PLT-0001: the limit is not 1-500.</exception>
    public static PageRequest Of(string? cursor, int? limit) =>
        limit is null or (>= 1 and <= 500)
            ? new(string.IsNullOrEmpty(cursor) ? null : cursor, limit ?? 50)
            : throw new ProblemException(PlatformProblems.Invalid, PlatformProblems.OutOfRange.At("/limit"));

    /// <summary>A cursor with this key.</summary>
    public static string CursorOf<TKey>(TKey key) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(key));

    /// <summary>The key in a cursor.</summary>
    /// <exception cref="ProblemException">PLT-0012: the cursor has no such key.</exception>
    public static TKey KeyOf<TKey>(string cursor)
    {
        try
        {
            return JsonSerializer.Deserialize<TKey>(Base64Url.DecodeFromChars(cursor))
                ?? throw new JsonException("No key.");
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            throw new ProblemException(PlatformProblems.BadCursor);
        }
    }
}

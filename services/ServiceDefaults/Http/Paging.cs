using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace ServiceDefaults.Http;

/// <summary>A page of a list and the cursor of the next one; null at the end.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>
/// Keyset paging: ?cursor=&amp;limit= (1-500, 50 if not given). The cursor is the last row's sort key, opaque to the
/// caller.
/// </summary>
public sealed record Paging(string? Cursor, int Limit)
{
    public static ValueTask<Paging?> BindAsync(HttpContext context)
    {
        var limit = 50;
        if (
            context.Request.Query["limit"].ToString() is { Length: > 0 } text
            && (!int.TryParse(text, out limit) || limit is < 1 or > 500)
        )
            throw new ProblemException(PlatformProblems.Invalid, PlatformProblems.OutOfRange.At("/limit"));
        return ValueTask.FromResult<Paging?>(
            new(context.Request.Query["cursor"].ToString() is { Length: > 0 } cursor ? cursor : null, limit)
        );
    }

    /// <summary>The key to start after; default on the first page.</summary>
    /// <exception cref="ProblemException">PLT-0012: not a cursor of this list.</exception>
    public TKey? After<TKey>()
    {
        if (Cursor is null)
            return default;
        try
        {
            return JsonSerializer.Deserialize<TKey>(Base64Url.DecodeFromChars(Cursor))
                ?? throw new JsonException("No key.");
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            throw new ProblemException(PlatformProblems.BadCursor);
        }
    }

    /// <summary>How many rows to ask for: one more than the page, to know whether there is another.</summary>
    public int Take => Limit + 1;

    /// <summary>Cuts the extra row off and makes the cursor from the last one shown.</summary>
    public Page<T> Of<T, TKey>(IReadOnlyList<T> rows, Func<T, TKey> key) =>
        rows.Count <= Limit
            ? new(rows, null)
            : new(
                [.. rows.Take(Limit)],
                Base64Url.EncodeToString(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(key(rows[Limit - 1]))))
            );
}

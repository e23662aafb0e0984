using Microsoft.AspNetCore.Http;

namespace ServiceDefaults.Http;

/// <summary>
/// Keyset paging of what is no <see cref="Listing"/> yet: ?cursor=&amp;limit= (1-500, 50 if not given). The cursor is
/// the last row's sort key, opaque to the caller.
/// </summary>
public sealed record Paging(string? Cursor, int Limit)
{
    public static async ValueTask<Paging?> BindAsync(HttpContext context) =>
        await PageRequest.BindAsync(context) is { } page ? new(page.Cursor, page.Limit) : null;

    /// <summary>The key to start after; default on the first page.</summary>
    /// <exception cref="ProblemException">PLT-0012: not a cursor of this list.</exception>
    public TKey? After<TKey>() => Cursor is null ? default : PageRequest.KeyOf<TKey>(Cursor);

    /// <summary>How many rows to ask for: one more than the page, to know whether there is another.</summary>
    public int Take => Limit + 1;

    /// <summary>Cuts the extra row off and makes the cursor from the last one shown.</summary>
    public Page<T> Of<T, TKey>(IReadOnlyList<T> rows, Func<T, TKey> key) =>
        rows.Count <= Limit ? new(rows, null) : new([.. rows.Take(Limit)], PageRequest.CursorOf(key(rows[Limit - 1])));
}

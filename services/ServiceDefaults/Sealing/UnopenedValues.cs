using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace ServiceDefaults.Sealing;

/// <summary>
/// The sealed values of an answer that did not open, because they are damaged or their key is not configured any more.
/// The answer has null instead, and the header Unreadable lists them as id/field, separated by commas (the member is
/// field or fieldMasked), at most 50 and then more=N. A file has a mark in the cell.
/// </summary>
sealed class UnopenedValues
{
    /// <summary>Name of the header.</summary>
    public const string Header = "Unreadable";
    const string Mark = "（无法读取 unreadable）";
    const int Most = 50;

    readonly List<string> _first = [];
    readonly HashSet<(Guid Row, string Member)> _ofItem = [];
    Guid _row;
    bool _isItem;
    int _count;

    internal string? Open(Sealer sealer, byte[]? cipher, string table, Guid row, string column)
    {
        if (cipher is null)
            return null;
        if (sealer.TryOpen(cipher, table, row, column) is { } text)
            return text;
        Add(row, column);
        return null;
    }

    void Add(Guid row, string column)
    {
        if (!_isItem && row != _row)
            _ofItem.Clear();
        _row = row;
        var member = JsonNamingPolicy.CamelCase.ConvertName(
            string.Concat(column.Split('_').Select(CultureInfo.InvariantCulture.TextInfo.ToTitleCase))
        );
        if (_ofItem.Add((row, member)) && ++_count <= Most)
            _first.Add($"{row}/{member}");
    }

    /// <summary>Begins the next item of a list; an item can show values of several records.</summary>
    internal void BeginItem()
    {
        _isItem = true;
        _ofItem.Clear();
    }

    /// <param name="row">The record whose value the cell shows.</param>
    /// <param name="member">The item's member: the value's name, or a name that ends with it where the record is not
    /// the item itself.</param>
    /// <returns>The text of a file's cell whose value did not open; otherwise null.</returns>
    internal string? MarkOf(Guid row, string member, bool isItself)
    {
        return _ofItem.Any(c => c.Row == row && (Shows(c.Member) || Shows(c.Member + "Masked"))) ? Mark : null;

        bool Shows(string name) =>
            member.EndsWith(name, StringComparison.OrdinalIgnoreCase) && (!isItself || member.Length == name.Length);
    }

    internal void WriteHeader(HttpResponse response)
    {
        if (_count > 0)
            response.Headers[Header] = string.Join(", ", _first) + (_count > Most ? $", more={_count - Most}" : "");
    }
}

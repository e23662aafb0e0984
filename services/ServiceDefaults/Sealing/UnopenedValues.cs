using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace ServiceDefaults.Sealing;

/// <summary>
/// The sealed values that did not open while a session made its answer: damaged, or their key is not configured any
/// more. The answer has null in their place and names them in the header Unreadable, as id/field separated by commas
/// (the member is named so, or fieldMasked), at most 50 and then more=N; a cell of a file says so itself.
/// </summary>
public sealed class UnopenedValues
{
    /// <summary>The header that names the cells.</summary>
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

    /// <summary>What is shown from here on belongs to another item of a list, of whichever records.</summary>
    internal void BeginItem()
    {
        _isItem = true;
        _ofItem.Clear();
    }

    /// <param name="row">The record whose value the cell shows.</param>
    /// <param name="member">The item's member: the value's own name, or one that ends with it where the record is not
    /// the item itself.</param>
    /// <returns>What a cell without a value says in a file, if its value was there and did not open; else
    /// null.</returns>
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

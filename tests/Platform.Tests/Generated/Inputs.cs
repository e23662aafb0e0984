using System.Globalization;
using System.Text;

namespace Platform.Tests.Generated;

/// <summary>A malformed or unusual value, made on demand, for some are long.</summary>
/// <param name="json">Raw text in a body; not always valid JSON.</param>
/// <param name="url">Escaped text in an address; null if it cannot be sent there.</param>
public sealed class Input(Func<string> json, Func<string>? url)
{
    public string Json => json();

    public string Url => url!();

    /// <summary>True if it fits in an address.</summary>
    public bool IsShort => url is not null;

    public static Input Text(string value) =>
        new(() => Quoted(value), value.Length > 1_000 ? null : () => Escaped(value));

    public static Input Raw(string json) => new(() => json, null);

    public static Input Raw(Func<string> json) => new(json, null);

    /// <summary>Escapes every character beyond ASCII, so that an unpaired surrogate stays unpaired.</summary>
    static string Quoted(string value)
    {
        var json = new StringBuilder("\"");
        foreach (var c in value)
            if (c is '"' or '\\')
                json.Append('\\').Append(c);
            else if (c is < ' ' or > '~' and < '\u3000' || char.IsSurrogate(c) || c >= '\ufe00')
                json.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else
                json.Append(c);
        return json.Append('"').ToString();
    }

    /// <summary>Percent-encoded UTF-8; an unpaired surrogate becomes three bytes, which UTF-8 forbids.</summary>
    static string Escaped(string value)
    {
        var url = new StringBuilder();
        for (var i = 0; i < value.Length; i++)
        {
            if (char.IsAsciiLetterOrDigit(value[i]) || value[i] == '-')
            {
                url.Append(value[i]);
                continue;
            }
            var pair = i + 1 < value.Length && char.IsSurrogatePair(value[i], value[i + 1]);
            var bytes =
                pair ? Encoding.UTF8.GetBytes([value[i], value[++i]])
                : char.IsSurrogate(value[i])
                    ? [0xED, (byte)(0x80 | ((value[i] >> 6) & 0x3F)), (byte)(0x80 | (value[i] & 0x3F))]
                : Encoding.UTF8.GetBytes([value[i]]);
            foreach (var b in bytes)
                url.Append(CultureInfo.InvariantCulture, $"%{b:X2}");
        }
        return url.ToString();
    }
}

/// <summary>Malformed and unusual values for each type of member.</summary>
public static class Inputs
{
    static readonly string[] Words =
    [
        "",
        " ",
        "\u3000",
        "\0",
        "刘\0芳",
        "\u0001",
        "\u001f",
        "\u007f",
        "\u0085",
        "刘\n芳",
        "刘\t芳",
        "\r\n",
        "\u200b",
        "刘\u200e芳",
        "\u202e芳刘",
        "\u2066刘",
        "\ufeff刘",
        "\ufffe",
        "\uffff",
        "\ufffd",
        "\u2028",
        "\u061c",
        "\ud800",
        "\udc00\ud800",
        "刘\ud83d",
        "𠮷田芳",
        "😀👩\u200d👩\u200d👧",
        "\U0010FFFF",
        "\U000E0041",
        "e\u0301",
        "\uE863",
        "';drop table people;--",
        "' or '1'='1",
        "%",
        "_%\\",
        "{0}${7*7}",
        "=1+1",
        "+cmd|' /C calc'!A0",
        "<script>alert(1)</script>",
        "../../etc/passwd",
        "_x0000_",
        "null",
        "00000000-0000-0000-0000-000000000000",
        "99999999999999999999",
        "2026-13-45",
    ];

    /// <summary>Texts that are too long for an address.</summary>
    static readonly string[] Long =
    [
        new('长', 200_000),
        Repeat("𠮷", 100_000),
        "e" + new string('\u0301', 20_000),
        new(' ', 200_000),
    ];

    static readonly string[] Days =
    [
        "0001-01-01",
        "9999-12-31",
        "10000-01-01",
        "-0001-01-01",
        "1900-01-01",
        "2999-12-31",
        "2026-02-30",
        "2026-2-3",
        "03/04/2026",
        "11/29",
        "2026-11",
        "20261129",
        "2026-11-29 00:00:00",
        "2026-11-29T00:00:00Z",
        "２０２６-11-29",
        "二〇二六年十一月二十九日",
        "2026-11-29 ",
        "",
        "x",
    ];

    static readonly string[] Moments =
    [
        "0001-01-01T00:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59.9999999Z",
        "9999-12-31T23:59:59-14:00",
        "2026-11-29T25:00:00Z",
        "2026-06-30T23:59:60Z",
        "2026-11-29T00:00:00+99:99",
        "2026-11-29",
        "",
        "x",
    ];

    static readonly string[] Times =
    [
        "24:00",
        "23:60",
        "9:00",
        "09:00:00",
        "-01:00",
        "09:00+08:00",
        "",
        "x",
        "00:00",
        "23:59",
    ];

    static readonly string[] Wholes =
    [
        "0",
        "-1",
        "2147483647",
        "-2147483648",
        "2147483648",
        "9223372036854775807",
        "99999999999999999999",
        "1e400",
        "1.5",
        "1e2",
        "-0",
        "NaN",
        "\"1\"",
        "\"\"",
        "\"x\"",
    ];

    static readonly string[] Numbers =
    [
        "0",
        "-0.0",
        "1e308",
        "-1e308",
        "1e400",
        "5e-324",
        "0.1234567890123456789",
        "79228162514264337593543950335",
        "NaN",
        "\"NaN\"",
        "\"Infinity\"",
        "\"1\"",
        "\"x\"",
    ];

    /// <summary>Each JSON type is wrong for some members.</summary>
    static readonly string[] Kinds = ["null", "{}", "[]", "[1]", "{\"x\":{\"x\":1}}", "true", "0", "\"x\""];

    static readonly string[] Headers =
    [
        "",
        "x",
        "*",
        "\"v1\"",
        "W/\"v1\"",
        "\"v99999999999999999999\"",
        "\"v-1\"",
        "\"v1\", \"v2\"",
        "v1",
        "\"",
        "%00",
        "%ff%fe",
        "%ED%A0%80",
        "\u00ff\u00fe",
        "\u0080",
        "\u00e5\u0088\u0098",
        "00000000-0000-0000-0000-000000000000",
        new('x', 129),
        new('x', 9_000),
        "';--",
    ];

    /// <summary>Bodies that are invalid for every route.</summary>
    public static readonly string[] Bodies =
    [
        "",
        " ",
        "null",
        "0",
        "\"text\"",
        "[]",
        "[null]",
        "{",
        "{}",
        "{\"x\":1}",
        "\u0000",
        "\ufeff{}",
        "{\"\\ud800\":1}",
        "{\"id\":1,\"id\":2}",
        "{}{}",
        Repeat("[", 5_000),
        Repeat("{\"a\":", 5_000),
    ];

    /// <summary>Headers that every request may have.</summary>
    public static readonly string[] AnyHeaders =
    [
        "X-Organization",
        "Purpose",
        "Accept",
        "Accept-Language",
        "If-None-Match",
        "Content-Type",
        "tracestate",
        "Authorization",
        "Range",
        "X-Forwarded-For",
        "Cookie",
    ];

    /// <summary>Malformed and unusual values for a member.</summary>
    /// <param name="ids">Ids that are invalid for the caller: of foreign records, or of another kind.</param>
    /// <param name="element">A valid element of a list.</param>
    public static IEnumerable<Input> For(Member member, IReadOnlyList<string> ids, string element) =>
        member.Kind switch
        {
            Kind.Text => Words.Concat(Long).Select(Input.Text).Concat(Kinds.Select(k => Input.Raw(k))),
            Kind.Id => ids.Concat([
                    "00000000-0000-0000-0000-000000000000",
                    "ffffffff-ffff-ffff-ffff-ffffffffffff",
                    Guid.CreateVersion7().ToString(),
                    "x",
                    "",
                    "{00000000-0000-0000-0000-000000000001}",
                    "\0",
                ])
                .Select(Input.Text)
                .Concat(Kinds.Select(k => Input.Raw(k))),
            Kind.Day => Days.Select(Input.Text).Concat(Kinds.Select(k => Input.Raw(k))),
            Kind.Moment => Moments.Select(Input.Text).Concat(Kinds.Select(k => Input.Raw(k))),
            Kind.Time => Times.Select(Input.Text).Concat(Kinds.Select(k => Input.Raw(k))),
            Kind.Whole => Wholes.Select(Bare).Concat(Kinds.Select(k => Input.Raw(k))),
            Kind.Number => Numbers.Select(Bare).Concat(Kinds.Select(k => Input.Raw(k))),
            Kind.Boolean => Kinds
                .Append("\"true\"")
                .Append("2")
                .Select(k => Input.Raw(k))
                .Append(new(() => "\"TRUE\"", () => "x")),
            Kind.List =>
            [
                .. Kinds.Select(k => Input.Raw(k)),
                Input.Raw("[null]"),
                Input.Raw("[[]]"),
                Input.Raw($"[{element},{element}]"),
                Input.Raw($"[{element},null]"),
                Input.Raw(() => Many("null")),
                Input.Raw(() => Many("\"\"")),
                Input.Raw(() => Many("{}")),
                Input.Raw(() => Many(element.Length > 9 ? "0" : element)),
            ],
            _ => Kinds.Select(k => Input.Raw(k)),
        };

    public static IEnumerable<string> ForHeader() => Headers;

    static Input Bare(string json) => new(() => json, () => Uri.EscapeDataString(json.Trim('"')));

    static string Many(string element) => $"[{string.Join(',', Enumerable.Repeat(element, 100_000))}]";

    static string Repeat(string text, int times) => new StringBuilder().Insert(0, text, times).ToString();
}

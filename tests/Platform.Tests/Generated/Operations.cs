using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Testing;

namespace Platform.Tests.Generated;

/// <summary>Type of a member in the API document.</summary>
public enum Kind
{
    Text,
    Id,
    Day,
    Moment,
    Time,
    Whole,
    Number,
    Boolean,
    List,
    Object,
}

/// <summary>A parameter, or a member of a body at any depth.</summary>
/// <param name="Name">Name; empty for a whole body.</param>
/// <param name="Codes">Allowed values; empty if the document has no enumeration.</param>
/// <param name="Parts">Members of an object; the element type of a list.</param>
public sealed record Member(
    string Name,
    Kind Kind,
    bool Required,
    IReadOnlyList<string> Codes,
    IReadOnlyList<Member> Parts
)
{
    /// <summary>Element type of a list.</summary>
    public Member Element => Parts[0];

    /// <summary>Length, range and pattern from the document.</summary>
    public Limits Limits { get; init; } = new();

    /// <summary>A valid text from the document; null for none.</summary>
    public string? Example { get; init; }
}

/// <summary>Limits of a member; null for none.</summary>
/// <param name="Longest">Most text elements.</param>
/// <param name="Items">Most elements of a list.</param>
/// <param name="Least">Smallest number.</param>
/// <param name="Most">Largest number.</param>
/// <param name="Pattern">Regular expression of a text.</param>
/// <param name="Distinct">What may occur once in a list: "" its elements, or the name of one of their members.</param>
public sealed record Limits(
    int? Longest = null,
    int? Items = null,
    double? Least = null,
    double? Most = null,
    string? Pattern = null,
    IReadOnlyList<string>? Distinct = null
);

/// <summary>One operation of a service.</summary>
/// <param name="Template">Path of the document: /census/v1/households/{id}.</param>
/// <param name="Body">JSON body; null for none or a file.</param>
/// <param name="File">Media types of the file in the body; null for no file, empty if the document has none.</param>
/// <param name="Access">The allowed callers: x-access of the document.</param>
public sealed record Operation(
    string Service,
    string Method,
    string Template,
    IReadOnlyList<Member> Path,
    IReadOnlyList<Member> Query,
    IReadOnlyList<Member> Headers,
    Member? Body,
    IReadOnlyList<string>? File,
    JsonElement Access
)
{
    /// <summary>The body that the document shows; null where none is sent, one without members, or a file.</summary>
    public JsonNode? Example { get; init; }

    public const string Version = "If-Match",
        Key = "Idempotency-Key";

    public bool Reads => Method == "GET";

    /// <summary>True if the operation has an If-Match header.</summary>
    public bool TakesVersion => Headers.Any(h => h.Name == Version);

    /// <summary>True if an Idempotency-Key is required; for other writes it is optional.</summary>
    public bool WantsKey => Headers.Any(h => h is { Name: Key, Required: true });

    /// <summary>True if the answer is a page with a cursor.</summary>
    public bool Pages => Query.Any(q => q.Name == "cursor");

    /// <summary>True for a list with filters, order and export.</summary>
    public bool Lists => Query.Any(q => q.Name == "sort");

    /// <summary>True if a caller who is not signed in may call it.</summary>
    public bool Public => Access.TryGetProperty("public", out _);

    /// <summary>True if it serves the caller's own data.</summary>
    public bool Self => Access.TryGetProperty("person", out _);

    /// <summary>True if holders of posts may call it.</summary>
    public bool Staffed => Access.TryGetProperty("staff", out _);

    /// <summary>
    /// The noun before a parameter of the path: households of /census/v1/households/{id}. Empty if there is none.
    /// </summary>
    public string Noun(Member of) => Before(of).Match(Template).Groups[1].Value;

    /// <summary>The last noun of the template: the kind of the listed or created records.</summary>
    public string LastNoun => Template.Split('/').Last(s => s.Length > 0 && s[0] != '{');

    public override string ToString() => $"{Method} {Template}";

    static Regex Before(Member of) => new(@"([\w-]+)/\{" + Regex.Escape(of.Name) + @"\}");
}

/// <summary>
/// All operations of the four running services, read from their API documents, so that new ones are included.
/// </summary>
public static partial class Operations
{
    static readonly IReadOnlyList<string> None = [];

    /// <returns>Operations by template and method.</returns>
    public static async Task<IReadOnlyList<Operation>> ReadAsync(WholePlatform platform)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        List<Operation> all = [];
        foreach (var service in WholePlatform.Services)
        {
            var document = await http.GetFromJsonAsync<JsonElement>(
                new Uri(platform.Processes[service].Address, $"/openapi/{service}.json")
            );
            foreach (var path in document.GetProperty("paths").EnumerateObject())
            foreach (var operation in path.Value.EnumerateObject())
                all.Add(Read(document, service, path.Name, operation.Name.ToUpperInvariant(), operation.Value));
        }
        return [.. all.OrderBy(o => o.Template, StringComparer.Ordinal).ThenBy(o => o.Method, StringComparer.Ordinal)];
    }

    static Operation Read(JsonElement document, string service, string template, string method, JsonElement said)
    {
        var parameters = said.TryGetProperty("parameters", out var list)
            ? list.EnumerateArray().Select(Whole).ToList()
            : [];
        Member? body = null;
        JsonNode? example = null;
        IReadOnlyList<string>? file = null;
        if (said.TryGetProperty("requestBody", out var request))
        {
            var content = request.GetProperty("content").EnumerateObject().ToList();
            if (
                content.Find(c => c.Name.Contains("json", StringComparison.Ordinal)).Value is
                { ValueKind: JsonValueKind.Object } json
            )
            {
                body = Member(document, "", json.GetProperty("schema"), true, []);
                example = json.TryGetProperty("example", out var shown) ? JsonNode.Parse(shown.GetRawText()) : null;
            }
            else
                file = [.. content.Select(c => c.Name)];
        }
        Operation operation = new(
            service,
            method,
            template,
            In("path"),
            In("query"),
            In("header"),
            body,
            file,
            said.GetProperty("x-access").Clone()
        )
        {
            Example = example,
        };
        // The document may omit the file: a POST without a required key, and a PUT without a body, take one.
        return body is null && file is null && (method == "PUT" || (method == "POST" && !operation.WantsKey))
            ? operation with
            {
                File = None,
            }
            : operation;

        JsonElement Whole(JsonElement parameter) =>
            parameter.TryGetProperty("$ref", out var named)
                ? named.GetString()!.Split('/').Skip(1).Aggregate(document, (at, part) => at.GetProperty(part))
                : parameter;

        IReadOnlyList<Member> In(string place) =>
            [
                .. parameters
                    .Where(p => p.GetProperty("in").GetString() == place)
                    .Select(p =>
                        Member(
                            document,
                            p.GetProperty("name").GetString()!,
                            // A parameter of several values is sent with one.
                            p.GetProperty("schema")
                                is var s
                            && s.TryGetProperty("items", out var item)
                                ? item
                                : s,
                            p.TryGetProperty("required", out var required) && required.GetBoolean(),
                            []
                        )
                    ),
            ];
    }

    static Member Member(JsonElement document, string name, JsonElement schema, bool required, string[] inside)
    {
        if (schema.TryGetProperty("oneOf", out var choices) || schema.TryGetProperty("anyOf", out choices))
            schema = choices.EnumerateArray().FirstOrDefault(c => c.TryGetProperty("$ref", out _), choices[0]);
        if (schema.TryGetProperty("$ref", out var reference))
        {
            var of = reference.GetString()!.Split('/')[^1];
            // Stops at a recursive schema.
            if (inside.Contains(of))
                return new(name, Kind.Object, required, None, []);
            inside = [.. inside, of];
            schema = document.GetProperty("components").GetProperty("schemas").GetProperty(of);
        }
        var codes = schema.TryGetProperty("enum", out var values)
            ? [.. values.EnumerateArray().Where(v => v.ValueKind == JsonValueKind.String).Select(v => v.GetString()!)]
            : None;
        if (schema.TryGetProperty("items", out var element))
            return new(name, Kind.List, required, codes, [Member(document, "", element, true, inside)])
            {
                Limits = LimitsOf(schema),
            };
        if (!schema.TryGetProperty("properties", out var members))
            return new(name, KindOf(schema), required, codes, [])
            {
                Limits = LimitsOf(schema),
                Example = schema.TryGetProperty("examples", out var examples) ? examples[0].GetString() : null,
            };
        var needed = schema.TryGetProperty("required", out var list)
            ? list.EnumerateArray().Select(r => r.GetString()).ToHashSet()
            : [];
        return new(
            name,
            Kind.Object,
            required,
            codes,
            [
                .. members
                    .EnumerateObject()
                    .Select(m => Member(document, m.Name, m.Value, needed.Contains(m.Name), inside)),
            ]
        );
    }

    static Limits LimitsOf(JsonElement schema)
    {
        return new(
            (int?)Number("maxLength"),
            (int?)Number("maxItems"),
            Number("minimum"),
            Number("maximum"),
            schema.TryGetProperty("pattern", out var pattern) ? pattern.GetString() : null,
            [.. DistinctOf(schema)]
        );

        double? Number(string name) => schema.TryGetProperty(name, out var value) ? value.GetDouble() : null;
    }

    static IEnumerable<string> DistinctOf(JsonElement list)
    {
        if (list.TryGetProperty("uniqueItems", out var unique) && unique.GetBoolean())
            yield return "";
        if (list.TryGetProperty("description", out var description))
            foreach (Match match in SameMember().Matches(description.GetString()!))
                yield return match.Groups[1].Value;
    }

    [GeneratedRegex("No two elements have the same ([a-zA-Z]+)[.]")]
    private static partial Regex SameMember();

    static Kind KindOf(JsonElement schema)
    {
        var format = schema.TryGetProperty("format", out var f) ? f.GetString() : null;
        List<string?> types =
            !schema.TryGetProperty("type", out var t) ? []
            : t.ValueKind == JsonValueKind.Array ? [.. t.EnumerateArray().Select(e => e.GetString())]
            : [t.GetString()];
        return format switch
        {
            "uuid" => Kind.Id,
            "date" => Kind.Day,
            "date-time" => Kind.Moment,
            "time" => Kind.Time,
            _ when types.Contains("integer") => Kind.Whole,
            _ when types.Contains("number") => Kind.Number,
            _ when types.Contains("boolean") => Kind.Boolean,
            _ when types.Contains("object") => Kind.Object,
            _ => Kind.Text,
        };
    }
}

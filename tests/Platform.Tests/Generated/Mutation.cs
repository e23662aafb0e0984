using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Testing;

namespace Platform.Tests.Generated;

/// <summary>A valid request with one input replaced.</summary>
/// <param name="Sent">The replacement as raw text: JSON in a body, escaped in an address.</param>
public sealed record Mutation(InputLocation Location, Request Valid, string Sent)
{
    const string Mark = "mutated-here";

    /// <summary>The valid request, sent in the same way.</summary>
    public Mutation Unmutated => this with { Location = Location with { In = "" } };

    /// <summary>All inputs of an operation that can be replaced.</summary>
    public static IEnumerable<InputLocation> Locations(Operation operation)
    {
        foreach (var member in operation.Path)
            yield return new(operation, "path", "/" + member.Name, member);
        foreach (var member in operation.Query)
            yield return new(operation, "query", "/" + member.Name, member);
        foreach (var member in operation.Headers)
            yield return new(operation, "header", "/" + member.Name, member);
        yield return new(operation, "header", "", new("any", Kind.Text, false, [], []));
        if (!operation.Reads)
            yield return new(operation, "body", "", new("", Kind.Object, true, [], []));
        if (operation.Body is { } body)
            foreach (var location in Inside(operation, body, ""))
                yield return location;
    }

    static IEnumerable<InputLocation> Inside(Operation operation, Member member, string pointer)
    {
        foreach (var part in member.Kind == Kind.List ? [member.Element with { Name = "0" }] : member.Parts)
        {
            var at = $"{pointer}/{part.Name}";
            yield return new(operation, "body", at, part);
            if (part.Kind is Kind.List or Kind.Object)
                foreach (var location in Inside(operation, part, at))
                    yield return location;
        }
    }

    /// <summary>The Idempotency-Key that replaces the trace; null if another input is replaced.</summary>
    public string? MutatedKey =>
        Location.In != "header" ? null
        : Location.Member.Name == Operation.Key ? Sent
        : null;

    /// <summary>True if the replacement has the type of its member, so that only its meaning can be wrong.</summary>
    public bool IsWellFormed
    {
        get
        {
            var text = Sent.Trim('"');
            return Sent == "null"
                || Location.Member.Kind switch
                {
                    Kind.Id => Guid.TryParse(Uri.UnescapeDataString(text), out _),
                    Kind.Day => DateOnly.TryParseExact(text, "yyyy-MM-dd", out _),
                    Kind.Moment => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _),
                    Kind.Time => TimeOnly.TryParseExact(text, "HH:mm", out _),
                    Kind.Whole or Kind.Number => double.TryParse(text, CultureInfo.InvariantCulture, out _),
                    Kind.Boolean => bool.TryParse(text, out _),
                    Kind.List => Sent.StartsWith('['),
                    Kind.Object => Sent.StartsWith('{'),
                    _ => false,
                };
        }
    }

    /// <summary>
    /// Sends the request with the trace id, by which the audit identifies it, also as Idempotency-Key.
    /// </summary>
    public Task<Answer> SendAsync(Client client, string trace)
    {
        var (operation, address, body) = (Location.Operation, Valid.Address, Valid.Body?.ToJsonString());
        List<(string, string?)> headers = [("traceparent", $"00-{trace}-{trace[..16]}-01")];
        if (!operation.Reads)
            headers.Add((Operation.Key, trace));
        if (operation.TakesVersion)
            headers.Add((Operation.Version, "*"));
        switch (Location.In)
        {
            case "path":
                address = (Valid with { Path = Changed(Valid.Path, Mark) }).Address.Replace(
                    Mark,
                    Sent,
                    StringComparison.Ordinal
                );
                break;
            case "query":
                address = (Valid with { Query = Changed(Valid.Query, Mark) }).Address.Replace(
                    Mark,
                    Sent,
                    StringComparison.Ordinal
                );
                break;
            case "header":
                var (name, value) =
                    Location.Pointer.Length > 0
                        ? (Location.Member.Name, Sent)
                        : (
                            Sent[..Sent.IndexOf(':', StringComparison.Ordinal)],
                            Sent[(Sent.IndexOf(':', StringComparison.Ordinal) + 1)..]
                        );
                headers.RemoveAll(h => h.Item1 == name);
                headers.Add((name, value));
                break;
            case "body" when Location.Pointer.Length == 0:
                body = Sent;
                break;
            case "body":
                body = With(Valid.Body!, Location.Pointer, Sent);
                break;
        }
        object? content =
            body is not null ? Content(body, headers)
            : operation.File is not null ? Request.FileOf(Valid.Content)
            : null;
        return client.Send(new(operation.Method), address, content, [.. headers.Where(h => h.Item1 != "Content-Type")]);
    }

    static ByteArrayContent Content(string body, List<(string Name, string? Value)> headers)
    {
        ByteArrayContent content = new(Encoding.UTF8.GetBytes(body));
        if (headers.Find(h => h.Name == "Content-Type") is { Value: { } type })
            content.Headers.TryAddWithoutValidation("Content-Type", type);
        else
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }

    Dictionary<string, string> Changed(IReadOnlyDictionary<string, string> all, string value) =>
        new(all) { [Location.Member.Name] = value };

    /// <summary>The body with raw text as the value of one member.</summary>
    static string With(JsonNode valid, string pointer, string raw)
    {
        var body = valid.DeepClone();
        var (at, steps) = (body, pointer.Split('/')[1..]);
        foreach (var (step, next) in steps.Zip(steps.Skip(1)))
            at = Step(at, step, next);
        switch (at)
        {
            case JsonObject members:
                members[steps[^1]] = Mark;
                break;
            case JsonArray elements:
                elements.Clear();
                elements.Add(Mark);
                break;
        }
        return body.ToJsonString().Replace($"\"{Mark}\"", raw, StringComparison.Ordinal);
    }

    /// <summary>The child node; creates a missing one, as an array if the next step is an index.</summary>
    static JsonNode Step(JsonNode at, string name, string next)
    {
        if (at is JsonArray elements)
        {
            if (elements.Count == 0 || elements[0] is null)
            {
                elements.Clear();
                elements.Add(new JsonObject());
            }
            return elements[0]!;
        }
        return at[name] ??= int.TryParse(next, out _) ? new JsonArray() : new JsonObject();
    }
}

using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Testing;

namespace Platform.Tests.Generated;

/// <summary>Where a member stands, and what stands there when nothing is wrong.</summary>
/// <param name="Pointer">As a problem would point at it: /residents/0/name, /limit; empty for the body as a whole, or
/// what no member holds.</param>
public sealed record Place(Operation Operation, string In, string Pointer, Member Member)
{
    public override string ToString() => $"{Operation} {In} {(Pointer.Length == 0 ? "(all of it)" : Pointer)}";
}

/// <summary>One request with one thing wrong.</summary>
/// <param name="Sent">What is wrong, as it is sent.</param>
public sealed record Trial(Place Place, Request Like, string Sent)
{
    const string Mark = "here-it-is";

    /// <summary>The same with nothing wrong.</summary>
    public Trial Right => this with { Place = Place with { In = "" } };

    /// <summary>All places of an operation where something can be wrong.</summary>
    public static IEnumerable<Place> Places(Operation operation)
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
            foreach (var place in Inside(operation, body, ""))
                yield return place;
    }

    static IEnumerable<Place> Inside(Operation operation, Member member, string pointer)
    {
        foreach (var part in member.Kind == Kind.List ? [member.Element with { Name = "0" }] : member.Parts)
        {
            var at = $"{pointer}/{part.Name}";
            yield return new(operation, "body", at, part);
            if (part.Kind is Kind.List or Kind.Object)
                foreach (var place in Inside(operation, part, at))
                    yield return place;
        }
    }

    /// <summary>The key that it is sent with in the place of the trace; null where another header is odd.</summary>
    public string? OddKey =>
        Place.In != "header" ? null
        : Place.Member.Name == Operation.Key ? Sent
        : null;

    /// <summary>Whether it has the form of its member, so that only its sense can be wrong.</summary>
    public bool IsWellFormed
    {
        get
        {
            var text = Sent.Trim('"');
            return Sent == "null"
                || Place.Member.Kind switch
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
    /// The request as it goes out, as part of a trace by which the audit knows it, and with the trace as its key.
    /// </summary>
    public Task<Answer> SendAsync(Client client, string trace)
    {
        var (operation, address, body) = (Place.Operation, Like.Address, Like.Body?.ToJsonString());
        List<(string, string?)> headers = [("traceparent", $"00-{trace}-{trace[..16]}-01")];
        if (!operation.Reads)
            headers.Add((Operation.Key, trace));
        if (operation.TakesVersion)
            headers.Add((Operation.Version, "*"));
        switch (Place.In)
        {
            case "path":
                address = (Like with { Path = Changed(Like.Path, Mark) }).Address.Replace(
                    Mark,
                    Sent,
                    StringComparison.Ordinal
                );
                break;
            case "query":
                address = (Like with { Query = Changed(Like.Query, Mark) }).Address.Replace(
                    Mark,
                    Sent,
                    StringComparison.Ordinal
                );
                break;
            case "header":
                var (name, value) =
                    Place.Pointer.Length > 0
                        ? (Place.Member.Name, Sent)
                        : (
                            Sent[..Sent.IndexOf(':', StringComparison.Ordinal)],
                            Sent[(Sent.IndexOf(':', StringComparison.Ordinal) + 1)..]
                        );
                headers.RemoveAll(h => h.Item1 == name);
                headers.Add((name, value));
                break;
            case "body" when Place.Pointer.Length == 0:
                body = Sent;
                break;
            case "body":
                body = With(Like.Body!, Place.Pointer, Sent);
                break;
        }
        object? content =
            body is not null ? Content(body, headers)
            : operation.File is not null ? Request.FileOf(Like.Content)
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
        new(all) { [Place.Member.Name] = value };

    /// <summary>The body with raw text in the place of one member.</summary>
    static string With(JsonNode like, string pointer, string raw)
    {
        var body = like.DeepClone();
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

    /// <summary>What lies below; made where it is not there, as a list where an element of it follows.</summary>
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

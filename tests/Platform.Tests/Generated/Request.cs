using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using ServiceDefaults.Http;
using Stories;
using Testing;
using Answer = Testing.Answer;

namespace Platform.Tests.Generated;

/// <summary>A request of one operation with the values of path, query and body.</summary>
public sealed record Request(
    Operation Operation,
    IReadOnlyDictionary<string, string> Path,
    IReadOnlyDictionary<string, string> Query,
    JsonNode? Body
)
{
    /// <summary>A valid PNG of one pixel.</summary>
    public static readonly byte[] Png = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABpfZFQAAAAABJRU5ErkJggg=="
    );
    static readonly byte[] s_table = System.Text.Encoding.UTF8.GetBytes("姓名,身份证号\n");

    /// <summary>Content of the file, for an operation with one.</summary>
    public byte[] Content { get; init; } = Operation.Method == "PUT" ? Png : s_table;

    public string Address
    {
        get
        {
            var path = Operation.Template;
            foreach (var (name, value) in Path)
                path = path.Replace($"{{{name}}}", Uri.EscapeDataString(value), StringComparison.Ordinal);
            return path
                + (Query.Count == 0 ? "" : "?")
                + string.Join('&', Query.Select(q => $"{q.Key}={Uri.EscapeDataString(q.Value)}"));
        }
    }

    /// <summary>
    /// Sends the request, with a new Idempotency-Key if one is required and none is given, and with If-Match "*"
    /// without a version.
    /// </summary>
    public async Task<Answer> SendAsync(Client client, string? key = null, string? version = null) =>
        await client.Send(
            new(Operation.Method),
            Address,
            Operation.File is null ? Body?.ToJsonString() : FileOf(Content),
            (Operation.Key, Operation.WantsKey ? key ?? Guid.NewGuid().ToString() : key),
            (Operation.Version, Operation.TakesVersion ? version ?? "*" : null)
        );

    public static HttpContent FileOf(byte[] content)
    {
        var file = new ByteArrayContent(content);
        file.Headers.ContentType = new(content.AsSpan().StartsWith(Png.AsSpan(0, 4)) ? "image/png" : "text/csv");
        return file;
    }
}

/// <summary>
/// Makes requests that a service may accept, from the schema in the document, the known records, and the pointers of
/// refusals: a refused member gets its next candidate.
/// </summary>
/// <param name="division">Id of the division of new records.</param>
public sealed class Requests(World world, People people, Random chance, TimeProvider clock, string division)
{
    /// <summary>
    /// Candidates for members by name, besides known values; null omits the member.
    /// </summary>
    static readonly Dictionary<string, string?[]> Words = new()
    {
        ["address"] = ["测试街1号"],
        ["type"] = ["family"],
        ["kind"] =
        [
            "visit",
            "project",
            "work",
            "association",
            "first",
            "self",
            "merge",
            "charter",
            "visit-recorded",
            "micro-grid",
            "plan",
            "regular",
            "move",
            "other",
        ],
        ["name"] = [null, "village"],
        ["reason"] = ["核对后更正", "gave-up", "left-body"],
        ["relation"] = ["0"],
        ["employment"] = ["jobless"],
        ["birthDate"] = ["1985-03-04", null],
        ["post"] = ["executive-member", "volunteer", "council-member", "chair"],
        ["course"] = ["domestic-service"],
        ["outcome"] = ["employed", "qualified", "withdrawn"],
        ["fields"] = ["telephone", "citizenId"],
        ["sex"] = ["2"],
        ["skills"] = ["domestic-service"],
        ["from"] = ["09:00"],
        ["to"] = ["10:30"],
        ["role"] = ["partner", "ordinary-member"],
        ["discipline"] = ["science"],
        ["ground"] = ["office"],
        ["grade"] = ["technician"],
        ["basis"] = ["full-time"],
        ["status"] = ["running", "active", "approved", "completed"],
        ["mode"] = ["own"],
        ["capPeriod"] = ["month"],
        ["level"] = ["village", "model", "township"],
        ["criterion"] = ["members"],
        ["category"] = ["model"],
        ["effective"] = ["2023-06-30"],
        ["uri"] = ["https://example.org/a"],
        ["reasonCode"] = ["wage", "other", "issued-in-error"],
        ["id"] = [null],
    };

    static readonly Dictionary<string, string[]> Numbers = new()
    {
        ["year"] = ["2025", "2026"],
        ["percent"] = ["30"],
        ["longitude"] = ["109.5"],
        ["latitude"] = ["35.6"],
        ["wageFrom"] = ["3000"],
        ["wageTo"] = ["4000"],
        ["wageWanted"] = ["3500"],
        ["passMark"] = ["60"],
        ["attendanceRequired"] = ["0.8"],
        ["score"] = ["88"],
        ["months"] = ["1", "3", "6", "12"],
        ["years"] = ["5"],
        ["capacity"] = ["20"],
    };

    readonly Dictionary<string, Dictionary<string, int>> _choices = [];

    readonly ConcurrentDictionary<string, Request> _kept = [];

    /// <summary>Members whose absence was refused, although the document does not require them.</summary>
    readonly HashSet<(string Operation, string Pointer)> _needed = [];

    DateOnly Today => DateOnly.FromDateTime(clock.GetUtcNow().ToOffset(TimeSpan.FromHours(8)).DateTime);

    /// <summary>
    /// A request of the schema: the kept one, or one with the choices that were accepted before.
    /// </summary>
    public Request For(Operation operation) =>
        _kept.TryGetValue(operation.ToString(), out var kept) ? kept : Make(operation, Chosen(operation));

    /// <summary>Keeps a prepared request, which <see cref="For"/> then returns.</summary>
    public void Keep(Request request) => _kept[request.Operation.ToString()] = request;

    /// <summary>Sends requests until one is accepted, and changes the members that refusals point at.</summary>
    /// <returns>The accepted request, or the last one, with its answer.</returns>
    public async Task<(Request Request, Answer Answer)> AcceptedAsync(
        Operation operation,
        Client client,
        int tries = 12
    )
    {
        var choices = Chosen(operation);
        for (var left = tries; ; left--)
        {
            var request = Make(operation, choices);
            var answer = await request.SendAsync(client);
            if (answer.Status is >= 200 and < 300)
            {
                if (
                    answer.Headers.GetValueOrDefault("Content-Type")?.Contains("json", StringComparison.Ordinal) == true
                )
                    world.Learn(operation, answer.Body);
                return (request, answer);
            }
            if (left <= 1 || answer.Status >= 500)
                return (request, answer);
            Choose(choices, operation, answer);
        }
    }

    /// <summary>Learns from the answer of a request that was sent elsewhere.</summary>
    public void Learn(Operation operation, Answer answer)
    {
        if (answer.Status is >= 200 and < 300 && WorldBuilder.IsJson(answer))
            world.Learn(operation, answer.Body);
        else if (answer.Status is >= 400 and < 500)
            Choose(Chosen(operation), operation, answer);
    }

    Dictionary<string, int> Chosen(Operation operation)
    {
        lock (_choices)
            return _choices.TryGetValue(operation.ToString(), out var known)
                ? known
                : _choices[operation.ToString()] = [];
    }

    void Choose(Dictionary<string, int> choices, Operation operation, Answer answer)
    {
        var errors = WorldBuilder.IsJson(answer) ? answer.Errors : [];
        lock (_choices)
        {
            foreach (var (pointer, code) in errors)
            {
                choices[pointer] = choices.GetValueOrDefault(pointer) + 1;
                if (code == PlatformProblems.Required.Code)
                    _needed.Add((operation.ToString(), pointer));
            }
            // Without pointers: changes the record or all values.
            if (errors.Count == 0)
                foreach (var member in operation.Path.Select(p => "/" + p.Name).Append("*"))
                    choices[member] = choices.GetValueOrDefault(member) + 1 + chance.Next(2);
        }
    }

    Request Make(Operation operation, Dictionary<string, int> choices)
    {
        lock (_choices)
            return new(
                operation,
                operation.Path.ToDictionary(
                    p => p.Name,
                    p => Pick(choices, "/" + p.Name, PathValues(operation, p)) ?? "1"
                ),
                operation
                    .Query.Where(q => q.Required)
                    .ToDictionary(
                        q => q.Name,
                        q => Pick(choices, "/" + q.Name, Candidates(operation.Service, q)) ?? "x"
                    ),
                operation.Body is { } body ? Node(operation, body, "", choices) ?? new JsonObject() : null
            );
    }

    IReadOnlyList<string?> PathValues(Operation operation, Member member) =>
        world.Values(operation, member) is { Count: > 0 } values ? values : Candidates(operation.Service, member);

    static string? Pick(Dictionary<string, int> choices, string pointer, IReadOnlyList<string?> from) =>
        from.Count == 0
            ? null
            : from[(choices.GetValueOrDefault(pointer) + choices.GetValueOrDefault("*")) % from.Count];

    JsonNode? Node(Operation operation, Member member, string pointer, Dictionary<string, int> choices)
    {
        var needed = member.Required || _needed.Contains((operation.ToString(), pointer));
        switch (member.Kind)
        {
            case Kind.Object:
                // An optional object is omitted after a refusal, as a list below.
                if (pointer.Length > 0 && !needed && choices.GetValueOrDefault(pointer) % 3 == 1)
                    return null;
                JsonObject made = [];
                foreach (var part in member.Parts)
                    if (Node(operation, part, $"{pointer}/{part.Name}", choices) is { } value)
                        made[part.Name] = value;
                return made;
            case Kind.List:
                // An optional list is omitted in one of three tries after a refusal.
                if (!needed && choices.GetValueOrDefault(pointer) % 3 == 1)
                    return null;
                return
                    Node(operation, member.Element with { Name = member.Name }, pointer + "/0", choices) is { } element
                    ? new JsonArray(element)
                    : new JsonArray();
        }
        var candidates = Candidates(operation.Service, member);
        var text = Pick(choices, pointer, needed ? [.. candidates.OfType<string>()] : candidates);
        return text is null ? null
            : member.Kind is Kind.Whole or Kind.Number or Kind.Boolean ? JsonNode.Parse(text)
            : JsonValue.Create(text);
    }

    /// <summary>Candidates for a member, most likely first; null omits it.</summary>
    public IReadOnlyList<string?> Candidates(string service, Member member)
    {
        if (member.Codes.Count > 0)
        {
            var likely = (Words.GetValueOrDefault(member.Name) ?? []).Where(member.Codes.Contains).ToList();
            var codes = likely.Union(member.Codes).ToList();
            return [codes[0], null, .. codes.Skip(1)];
        }
        var day = Today;
        return member.Kind switch
        {
            Kind.Boolean => ["true", "false"],
            Kind.Whole or Kind.Number => Numbers.TryGetValue(member.Name, out var numbers)
                ? numbers
                : new string?[] { "1", "2", null, "10" },
            Kind.Day => member.Name.EndsWith("To", StringComparison.Ordinal)
            || member.Name.StartsWith("end", StringComparison.Ordinal)
                ? [Text(day.AddDays(30)), null, Text(day), Text(day.AddYears(3))]
                :
                [
                    Text(day),
                    null,
                    Text(day.AddDays(-1)),
                    Text(day.AddDays(1)),
                    Text(day.AddYears(-20)),
                    Text(day.AddYears(1)),
                ],
            Kind.Moment => [clock.GetUtcNow().AddHours(-1).ToString("O", CultureInfo.InvariantCulture)],
            Kind.Time => member.Name == "to" ? ["10:30"] : ["09:00"],
            Kind.Id => Ids(service, member.Name),
            _ => Texts(service, member.Name),
        };
    }

    IReadOnlyList<string?> Ids(string service, string name) =>
        name == "id" ? new string?[] { null }
        : name == "divisionId" ? [division, null, .. Some(world.Values(service, name, id: true))]
        : Some(world.Values(service, name, id: true)).ToList() is [var newest, .. var others]
            ? [newest, null, .. others]
        : [null];

    IReadOnlyList<string?> Texts(string service, string name) =>
        name switch
        {
            "citizenId" => [people.Woman(1985).CitizenId, null],
            "telephone" => [people.Woman(1985).Telephone, null],
            "creditCode" => [people.CreditCode(), null],
            "name" or "title" => [people.Woman(1985).Name, .. Words.GetValueOrDefault(name) ?? [null]],
            "visitedAt" => [clock.GetUtcNow().AddHours(-1).ToString("O", CultureInfo.InvariantCulture)],
            "code" or "divisionCode" => [null, .. Some(world.Values(service, name, id: false))],
            _ =>
            [
                .. (Words.GetValueOrDefault(name) ?? []),
                .. Some(world.Values(service, name, id: false)),
                $"测试{chance.Next(1000)}",
                null,
            ],
        };

    static IEnumerable<string?> Some(IReadOnlyList<string> all) => all.Take(12);

    static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
